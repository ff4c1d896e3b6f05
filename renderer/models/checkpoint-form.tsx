import { useId, useState, type JSX } from 'react';
import type { CheckpointFacts, ModelShelf } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import type { Key } from '../i18n/text.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import type { Outcome } from '../state/models.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { FailureLine } from './failure-line.tsx';
import { Licence } from './licence.tsx';
import { PrecisionField } from './precision-field.tsx';

interface Props {
  readonly grant: string;
  readonly facts: CheckpointFacts;
  readonly shelf: ModelShelf;
  readonly onStarted: () => void;
}

const wholeId = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** What a checkpoint is, its licence, and how to build it. */
export function CheckpointForm({ grant, facts, shelf, onStarted }: Props): JSX.Element {
  const text = useText();
  const idField = useId();
  const [accepted, setAccepted] = useState(false);
  const [precision, setPrecision] = useState(() => wiseChoice(facts, shelf.machine));
  const [typedId, setTypedId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const build = facts.builds.find((each) => each.precision === precision);
  const id = typedId ?? build?.id ?? '';
  const why = whyNot(id, accepted, shelf);

  const start = async (): Promise<void> => {
    try {
      await studio.ask('model:build', { grant, id, precision, licenceAccepted: true });
      onStarted();
    } catch (thrown) {
      setOutcome(toFailure(thrown));
    }
  };

  return (
    <form
      className="flex appear flex-col gap-5 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (why === null) void start();
      }}
    >
      <p className="text-16 font-bold [overflow-wrap:anywhere]" role="status">
        {text('build.found', { name: facts.name, side: facts.pictureSide })}
      </p>
      {facts.adapted && <p className="text-13">{text('build.adapted')}</p>}
      <Licence facts={facts} accepted={accepted} onAccept={setAccepted} />
      <PrecisionField builds={facts.builds} value={precision} onChange={setPrecision} />
      {build && <Warnings build={build} machine={shelf.machine} />}
      <div className="flex flex-col gap-1">
        <label htmlFor={idField} className="text-13 font-bold">
          {text('build.id')}
        </label>
        <input
          id={idField}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${idField}-hint`}
          aria-invalid={!wholeId.test(id)}
          maxLength={64}
          className="h-9 w-full max-w-80 rounded-control border border-edge bg-surface px-3 text-14"
          value={id}
          onChange={(event) => {
            setTypedId(event.currentTarget.value);
          }}
        />
        <p id={`${idField}-hint`} className="text-12 text-soft">
          {text('build.id.hint')}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="main" disabled={why !== null}>
          {text('build.start')}
        </Button>
        <p role="status" className="text-13 text-soft">
          {why !== null && text(why)}
        </p>
      </div>
      {outcome && <FailureLine failure={outcome} />}
    </form>
  );
}

/** Half the memory is a good measure: the rest belongs to everything else that runs. */
function wiseChoice(
  { builds }: CheckpointFacts,
  { memoryBytes }: ModelShelf['machine'],
): CheckpointFacts['builds'][number]['precision'] {
  const int8 = builds.find(({ precision }) => precision === 'int8');
  return int8 !== undefined && int8.needs.memoryBytes <= memoryBytes / 2 ? 'int8' : 'int4';
}

function whyNot(id: string, accepted: boolean, shelf: ModelShelf): Key | null {
  const taken = [...shelf.models.map(({ card }) => card.id), ...shelf.broken.map((one) => one.id)];
  if (!accepted) return 'build.why.licence';
  if (!wholeId.test(id)) return 'build.why.id';
  if (taken.includes(id)) return 'build.why.taken';
  return null;
}

/** Forecasts are guesses: they warn and never forbid. */
function Warnings({
  build: { needs },
  machine: { memoryBytes, freeDiskBytes },
}: {
  build: CheckpointFacts['builds'][number];
  machine: ModelShelf['machine'];
}): JSX.Element {
  const text = useText();
  const disk = freeDiskBytes !== null && needs.diskBytes > freeDiskBytes;
  const memory = needs.memoryBytes > memoryBytes;
  return (
    <ul role="status" className="flex flex-col gap-1 text-13 empty:hidden">
      {disk && <li>{text('build.warn.disk', { free: sayBytes(freeDiskBytes) })}</li>}
      {memory && <li>{text('build.warn.memory', { have: sayBytes(memoryBytes) })}</li>}
    </ul>
  );
}
