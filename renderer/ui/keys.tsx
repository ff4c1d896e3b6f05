import type { JSX } from 'react';

/** Keys to press together, as they are printed on a keyboard. */
export function Keys({ keys }: { keys: readonly string[] }): JSX.Element {
  return (
    <span className="inline-flex gap-1 whitespace-nowrap">
      {keys.map((key) => (
        <kbd
          key={key}
          className="min-w-6 rounded-[4px] border border-edge bg-raised px-2 py-[1px] text-center font-sans text-12"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
