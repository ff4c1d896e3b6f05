import type { JSX } from 'react';
import { checks, stopCheck } from '../state/checks.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { FailureLine } from './failure-line.tsx';

interface Props {
  readonly id: string;
  /** As its manifest says: `ran`, or why not. */
  readonly verification: string;
}

/** How far a model was ever checked, and how a check that runs now is getting on. */
export function CheckLine({ id, verification }: Props): JSX.Element {
  const text = useText();
  const check = useStore(checks)[id];
  if (check === undefined) return <Verdict verification={verification} when="built" />;
  if (check.kind === 'done') return <Verdict verification={check.verification} when="verified" />;
  if (check.kind === 'failed') return <FailureLine failure={check.failure} />;
  const hashing = check.phase === 'hash';
  const percent = Math.floor(check.share * 100);
  const words = hashing ? text('models.verify.hash', { percent }) : text('models.verify.run');
  return (
    <div className="flex min-w-60 flex-1 flex-col gap-1">
      <p className="flex items-center gap-3 text-13 text-soft">
        {words}
        <Button
          look="quiet"
          className="text-13 underline"
          onClick={() => {
            stopCheck(id);
          }}
        >
          {text('models.verify.stop')}
        </Button>
      </p>
      <Bar
        label={text('models.verify.of', { id })}
        share={hashing ? check.share : null}
        valueText={words}
      />
    </div>
  );
}

function Verdict({
  verification,
  when,
}: {
  verification: string;
  when: 'built' | 'verified';
}): JSX.Element {
  const text = useText();
  const ran = verification === 'ran';
  return (
    <div className="text-13 text-soft" {...(when === 'verified' && { role: 'status' })}>
      <p>{text(`models.${when}.${ran ? 'ran' : 'structure'}`)}</p>
      {!ran && (
        <details>
          <summary className="w-fit rounded-control">{text('models.why')}</summary>
          <p lang="en" className="[overflow-wrap:anywhere]">
            {verification}
          </p>
        </details>
      )}
    </div>
  );
}
