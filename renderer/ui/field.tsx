import { useId, type JSX, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Props {
  readonly label: string;
  readonly hint: string;
  /** Shown at the label's right: the value of a slider. */
  readonly value?: string;
  /** Undefined when the value is the default. */
  readonly reset?: (() => void) | undefined;
  readonly resetLabel?: string;
  readonly children: (ids: { id: string; hintId: string }) => ReactNode;
}

/** A label, its control and a sentence of help, tied together for screen readers. */
export function Field({ label, hint, value, reset, resetLabel, children }: Props): JSX.Element {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex h-6 items-center gap-1">
        <label htmlFor={id} className="text-13 font-bold">
          {label}
        </label>
        <span className="flex-1" />
        {reset && (
          <Button
            look="quiet"
            className="appear"
            onClick={reset}
            aria-label={resetLabel}
            title={resetLabel}
          >
            <Icon name="reset" />
          </Button>
        )}
        {value !== undefined && <span className="min-w-8 text-right text-13">{value}</span>}
      </div>
      {children({ id, hintId })}
      <p id={hintId} className="text-12 text-soft">
        {hint}
      </p>
    </div>
  );
}
