import type { JSX } from 'react';
import { sayBytes } from '../i18n/amounts.ts';
import { useText } from '../state/language.ts';

interface Props {
  readonly id: string;
  /** Bytes, a forecast. */
  readonly need: number;
  /** Bytes. */
  readonly have: number;
}

/** Beyond this share of the memory little is left for everything else. */
const tightShare = 0.7;

/** How a model's memory fits into this machine's. A forecast: it never forbids. */
export function FitMeter({ id, need, have }: Props): JSX.Element {
  const text = useText();
  const share = need / have;
  const fit = share <= tightShare ? 'good' : share <= 1 ? 'tight' : 'over';
  const words = [
    text('models.fit.need', { need: sayBytes(need), have: sayBytes(have) }),
    text(`models.fit.${fit}`),
  ];
  return (
    <div className="flex items-center gap-3">
      <div
        role="meter"
        aria-label={text('models.fit.label', { id })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(share * 100))}
        aria-valuetext={words.join(' ')}
        className="h-2 w-28 shrink-0 overflow-hidden rounded-[4px] border border-edge"
      >
        <div
          className={`h-full origin-left forced-colors:bg-[CanvasText] ${fit === 'over' ? 'striped' : 'bg-soft'}`}
          style={{ transform: `scaleX(${Math.min(1, share)})` }}
        />
      </div>
      <p className="flex flex-wrap gap-x-1 text-13 text-soft">
        {words.map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
      </p>
    </div>
  );
}
