import { useId, type JSX } from 'react';

interface Props<Value extends string> {
  readonly label: string;
  readonly hint: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export function Choice<Value extends string>(props: Props<Value>): JSX.Element {
  const { label, hint, value, options, onChange } = props;
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={`${id}-hint`}>
      <legend className="mb-1 text-13 font-bold">{label}</legend>
      <div className="flex rounded-control border border-edge bg-raised p-[3px]">
        {options.map((option) => (
          <label
            key={option.value}
            className="relative flex-1 rounded-[3px] px-2 py-1 text-center text-13 whitespace-nowrap text-soft transition-colors has-checked:bg-ink has-checked:text-surface has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-amber-strong"
          >
            <input
              type="radio"
              className="sr-only"
              name={id}
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
            />
            {option.label}
          </label>
        ))}
      </div>
      <p id={`${id}-hint`} className="text-12 text-soft">
        {hint}
      </p>
    </fieldset>
  );
}
