import { useEffect, useState, type JSX } from 'react';
import type { ModelShelf } from '../../preload/contract/library.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { useText } from '../state/language.ts';
import { followShelf, shelf } from '../state/models.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { BuildCard } from './build-card.tsx';
import { BuildForm } from './build-form.tsx';
import { BrokenCard, RemovedCard } from './lesser-cards.tsx';
import { ModelCard } from './model-card.tsx';

/** What draws and reads here: the models, what they take, and how to get one. */
export function ModelsPage(): JSX.Element {
  const text = useText();
  useEffect(() => followShelf(), []);
  const state = useStore(shelf);
  return (
    <main className="min-w-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-200 flex-col gap-6 px-6 py-8">
        {state === null ? (
          <h1 className="text-28 font-bold">{text('models.title')}</h1>
        ) : (
          <Shelf state={state} />
        )}
      </div>
    </main>
  );
}

function Shelf({ state }: { state: ModelShelf }): JSX.Element {
  const text = useText();
  const [forming, setForming] = useState(false);
  const { build, models, broken } = state;
  const building = build !== null && build.state !== 'built' && build.state !== 'failed';
  const form = forming && !building;
  const empty = models.length + broken.length === 0;
  const idle = !form && !building;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div>
          <h1 className="text-28 font-bold">{text('models.title')}</h1>
          <p className="mt-1 text-13 text-soft">
            <Machine {...state} />
          </p>
        </div>
        {idle && (
          <Button
            look={empty ? 'main' : 'plain'}
            onClick={() => {
              setForming(true);
            }}
          >
            {text('build.open')}
          </Button>
        )}
      </div>
      {build && <BuildCard build={build} />}
      {form && (
        <BuildForm
          shelf={state}
          onClose={() => {
            setForming(false);
          }}
        />
      )}
      {empty && idle && (
        <section className="flex max-w-140 flex-col gap-2 py-8">
          <h2 className="text-20 font-bold">{text('models.empty.title')}</h2>
          <p className="text-14">{text('models.empty.text')}</p>
        </section>
      )}
      <Lists state={state} />
    </>
  );
}

function Machine({ machine: { memoryBytes, freeDiskBytes } }: ModelShelf): JSX.Element {
  const text = useText();
  const memory = sayBytes(memoryBytes);
  if (freeDiskBytes === null) return <>{text('models.machine.memory', { memory })}</>;
  return <>{text('models.machine', { memory, disk: sayBytes(freeDiskBytes) })}</>;
}

function Lists({ state }: { state: ModelShelf }): JSX.Element {
  const text = useText();
  const { models, broken, removed, machine, chosen } = state;
  return (
    <>
      <ul aria-label={text('models.title')} className="flex flex-col gap-4">
        {models.map((model) => (
          <li key={model.card.id}>
            <ModelCard model={model} machine={machine} chosen={model.card.id === chosen} />
          </li>
        ))}
        {broken.map((model) => (
          <li key={model.id}>
            <BrokenCard {...model} />
          </li>
        ))}
      </ul>
      {removed.length > 0 && (
        <section aria-label={text('models.removed.title')} className="flex appear flex-col gap-2">
          <h2 className="text-13 font-bold text-soft">{text('models.removed.title')}</h2>
          {removed.map((model) => (
            <RemovedCard key={model.id} {...model} />
          ))}
        </section>
      )}
    </>
  );
}
