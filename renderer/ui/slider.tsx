import type { JSX } from 'react';
import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly normal: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly resetLabel: string;
  readonly onChange: (value: number) => void;
}

/** A number between two ends, shown, and set back to its normal value with one press. */
export function Slider(props: Props): JSX.Element {
  const { label, hint, value, normal, min, max, step, resetLabel, onChange } = props;
  const reset = (): void => {
    onChange(normal);
  };
  return (
    <Field
      label={label}
      hint={hint}
      value={String(value)}
      reset={value === normal ? undefined : reset}
      resetLabel={resetLabel}
    >
      {({ id, hintId }) => (
        <input
          id={id}
          type="range"
          aria-describedby={hintId}
          className="h-5 w-full rounded-control"
          min={min}
          max={max}
          step={step}
          value={value}
          onChange={(event) => {
            onChange(Number(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}
