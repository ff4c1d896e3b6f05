import { useState, type JSX } from 'react';
import type { ModelBuild } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { sayTime, type Key } from '../i18n/text.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import type { Outcome } from '../state/models.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { FailureLine } from './failure-line.tsx';

/** The build that goes on in the studio, or what came of the last one. */
export function BuildCard({ build }: { build: ModelBuild }): JSX.Element {
  const text = useText();
  const [outcome, setOutcome] = useState<Outcome>(null);
  const { id, precision, state } = build;
  const end = (): void => {
    studio.ask('model:end-build', {}).catch((thrown: unknown) => {
      setOutcome(toFailure(thrown));
    });
  };
  const over = state === 'built' || state === 'failed';
  const title = over
    ? text(state === 'built' ? 'build.done' : 'build.failed', { id })
    : text('build.running', { id, precision });
  return (
    <section
      aria-label={title}
      className="flex appear flex-col gap-3 rounded-card border border-edge bg-raised p-4"
    >
      <div className="flex items-center justify-between gap-4">
        <h2 className="min-w-0 text-16 font-bold [overflow-wrap:anywhere]">{title}</h2>
        <Button look={over ? 'quiet' : 'plain'} disabled={state === 'ending'} onClick={end}>
          {text(over ? 'build.close' : 'build.cancel')}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {over ? title : text(phaseOf(build))}
      </p>
      {!over && <Progress build={build} />}
      {build.failure && <FailureLine failure={build.failure} />}
      {outcome && <FailureLine failure={outcome} />}
    </section>
  );
}

function Progress({ build }: { build: ModelBuild }): JSX.Element {
  const text = useText();
  const { id, precision } = build;
  const { locale } = useStore(preferences);
  const { doneBytes: done, totalBytes: total, msLeft } = build;
  const countable = (build.phase === 'write' || build.phase === 'hash') && total > done;
  const share = countable && build.state === 'running' ? done / total : null;
  const words = [text(phaseOf(build))];
  if (share !== null) {
    words.push(text('build.bytes', { done: sayBytes(done), total: sayBytes(total) }));
  }
  if (msLeft !== null) words.push(text('build.left', { time: sayTime(locale, msLeft / 1000) }));
  return (
    <>
      <Bar
        label={text('build.running', { id, precision })}
        share={share}
        valueText={words.join(', ')}
      />
      <p className="min-h-5 text-13 text-soft" data-testid="build-progress">
        {words.join(' · ')}
      </p>
    </>
  );
}

function phaseOf({ state, phase, doneBytes, totalBytes }: ModelBuild): Key {
  if (state === 'ending') return 'build.ending';
  // The patch table is made when every weight is written, with nothing to count.
  const patches = phase === 'write' && totalBytes > 0 && doneBytes === totalBytes;
  return patches ? 'build.phase.patches' : `build.phase.${phase}`;
}
