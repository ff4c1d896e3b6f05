import type { JSX } from 'react';
import { useText } from '../state/language.ts';

interface Props {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** How well JPEG and WebP keep a picture. */
export function Quality({ value, onChange }: Props): JSX.Element {
  const text = useText();
  return (
    <label className="flex items-center gap-3 text-13">
      {text('gallery.quality')}
      <input
        type="range"
        className="min-w-0 flex-1"
        min={40}
        max={100}
        value={value}
        onChange={(event) => {
          onChange(Number(event.currentTarget.value));
        }}
      />
      <span className="w-8 text-right">{value}</span>
    </label>
  );
}
