import { useId, type JSX } from 'react';
import type { CheckpointFacts, Precision } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { useText } from '../state/language.ts';

interface Props {
  readonly builds: CheckpointFacts['builds'];
  readonly value: Precision;
  readonly onChange: (precision: Precision) => void;
}

/** How the weights are stored: each choice in honest words, with what it will take. */
export function PrecisionField({ builds, value, onChange }: Props): JSX.Element {
  const text = useText();
  const id = useId();
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-13 font-bold">{text('build.precision')}</legend>
      {builds.map(({ precision, needs }) => {
        const disk = sayBytes(needs.diskBytes);
        const memory = sayBytes(needs.memoryBytes);
        return (
          <label
            key={precision}
            className="flex items-baseline gap-3 rounded-control px-2 py-2 text-14 has-checked:bg-stage"
          >
            <input
              type="radio"
              className="size-4 shrink-0 translate-y-[2px]"
              name={id}
              checked={precision === value}
              onChange={() => {
                onChange(precision);
              }}
            />
            <span className="w-10 shrink-0 font-bold">{precision}</span>
            <span className="min-w-0 flex-1">
              {text(`build.precision.${precision}`)}
              <span className="block text-13 text-soft">
                {text('build.needs', { disk, memory })}
              </span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
