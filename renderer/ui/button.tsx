import type { ComponentProps, JSX } from 'react';

const looks = {
  /** The one thing to do here: amber, because it makes something. */
  make: 'bg-amber text-on-amber enabled:hover:brightness-105 font-bold px-4 h-9',
  /** The same of a question: indigo, because it understands. */
  ask: 'bg-indigo text-surface enabled:hover:brightness-110 font-bold px-4 h-9',
  /** The one thing to do where nothing is drawn or asked. */
  main: 'bg-ink text-surface enabled:hover:opacity-90 font-bold px-4 h-9',
  plain: 'border border-edge bg-raised enabled:hover:bg-stage px-4 h-9',
  /** Beside a line of text. */
  small: 'border border-edge bg-raised enabled:hover:bg-stage px-3 h-7 text-13!',
  /** No more than an icon or a word among others. */
  quiet: 'text-soft enabled:hover:text-ink px-1 min-h-6',
} as const;

type Props = ComponentProps<'button'> & { look: keyof typeof looks };

export function Button({ look, className = '', ...rest }: Props): JSX.Element {
  return (
    <button
      type="button"
      className={`inline-flex items-center justify-center gap-2 rounded-control text-14 whitespace-nowrap disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}
