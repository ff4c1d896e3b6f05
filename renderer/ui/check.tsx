import { useId, type JSX } from 'react';

interface Props {
  readonly label: string;
  /** What it means, when the label alone does not say. */
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is so or not. */
export function Check({ label, hint, checked, onChange }: Props): JSX.Element {
  const id = useId();
  return (
    <div className="flex flex-col gap-[2px]">
      <label className="flex items-start gap-2 text-13">
        <input
          type="checkbox"
          className="mt-[2px] size-4 shrink-0"
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          checked={checked}
          onChange={(event) => {
            onChange(event.currentTarget.checked);
          }}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="pl-6 text-12 text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
