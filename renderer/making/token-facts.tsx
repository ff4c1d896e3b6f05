import { useEffect, useRef, type JSX } from 'react';
import type { Patches } from '../../preload/contract/making.ts';
import { useText } from '../state/language.ts';
import { CANDIDATES, type Steps } from './grid.ts';
import { patchPixels } from './paint.ts';
import type { Told } from './told.ts';

/** One token: which code, how likely it was, and the eight likeliest in its place. */
export function TokenFacts({ told, at }: { told: Told; at: number }): JSX.Element {
  const text = useText();
  const { steps, patches } = told;
  const code = steps.tokens[at] ?? 0;
  const probability = steps.odds?.probabilities[at] ?? NaN;
  const given = at < steps.given || Number.isNaN(probability);
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      <p className="flex items-center gap-3 text-14">
        <Patch patches={patches} code={code} className="size-10" />
        <span>
          {text('making.place', {
            row: Math.floor(at / steps.grid) + 1,
            column: (at % steps.grid) + 1,
          })}
          <span className="block text-12 text-soft">{text('making.code', { code })}</span>
        </span>
      </p>
      <p className="text-13">
        {given
          ? text(steps.odds ? 'making.given' : 'making.noOdds')
          : text('making.odds', {
              percent: sayPercent(probability),
              bits: (steps.odds?.entropies[at] ?? 0).toFixed(1),
            })}
      </p>
      {steps.odds && !given && <Candidates steps={steps} patches={patches} at={at} />}
    </div>
  );
}

function sayPercent(probability: number): string {
  const percent = 100 * probability;
  if (percent >= 10) return percent.toFixed(0);
  return percent >= 0.1 ? percent.toFixed(1) : '< 0.1';
}

interface CandidatesProps {
  readonly steps: Steps;
  readonly patches: Patches;
  readonly at: number;
}

function Candidates({ steps, patches, at }: CandidatesProps): JSX.Element {
  const text = useText();
  const codes = steps.odds?.likeliest.subarray(CANDIDATES * at, CANDIDATES * (at + 1)) ?? [];
  const chosen = steps.tokens[at];
  return (
    <div className="flex flex-col gap-1">
      <p className="text-12 text-soft">{text('making.candidates')}</p>
      <ol className="grid grid-cols-4 gap-1">
        {Array.from(codes, (code, rank) => (
          <li
            key={rank}
            aria-current={code === chosen}
            className={`flex flex-col items-center gap-1 rounded-control border p-1 text-12 ${code === chosen ? 'border-amber-strong' : 'border-line text-soft'}`}
          >
            <Patch patches={patches} code={code} className="size-8" />
            {code}
          </li>
        ))}
      </ol>
    </div>
  );
}

interface PatchProps {
  readonly patches: Patches;
  readonly code: number;
  readonly className: string;
}

/** What a code looks like by itself; nothing where its model is not installed. */
function Patch({ patches, code, className }: PatchProps): JSX.Element | null {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = patches && patchPixels(patches, code);
    if (image) canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [patches, code]);
  if (patches === null) return null;
  return (
    <canvas
      ref={canvas}
      width={patches.side}
      height={patches.side}
      aria-hidden="true"
      className={`block [image-rendering:pixelated] ${className}`}
    />
  );
}
