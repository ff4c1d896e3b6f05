import type { JSX } from 'react';

interface Props {
  readonly label: string;
  /** 0 to 1; null: it goes on, and nobody can say how far it is. */
  readonly share: number | null;
  /** What is said of it, for those who hear the bar. */
  readonly valueText: string;
}

/** How far something is. Neutral: it is neither drawing nor asking. */
export function Bar({ label, share, valueText }: Props): JSX.Element {
  const known = share !== null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known && { 'aria-valuenow': Math.round(share * 100) })}
      aria-valuetext={valueText}
      className="h-[3px] w-full overflow-hidden rounded-[2px] border-line bg-line forced-colors:border"
    >
      <div
        className={`h-full origin-left bg-ink forced-colors:bg-[Highlight] ${known ? '' : 'going'}`}
        style={known ? { transform: `scaleX(${Math.min(1, share)})` } : undefined}
      />
    </div>
  );
}
