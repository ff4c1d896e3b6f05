import { useEffect, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import type { JobFailure } from '../state/jobs.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { usePlace } from '../state/place.ts';
import { pictureAddress, studio } from '../studio.ts';
import { Notice } from '../ui/notice.tsx';
import { Aside } from './aside.tsx';
import { unpack } from './grid.ts';
import { Replay } from './replay.tsx';
import type { Told } from './told.ts';

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly failure: JobFailure }
  | ({ readonly kind: 'told' } & Told);

/** How one picture was drawn: every token in its turn, and what it was chosen from. */
export function MakingPage(): JSX.Element {
  const [, id = '', what] = usePlace().split('/');
  // A new picture begins anew: nothing of the last one stays on the page.
  return <MakingOf key={id} id={id} toSave={what === 'save'} />;
}

function MakingOf({ id, toSave }: { id: string; toSave: boolean }): JSX.Element {
  const text = useText();
  const state = useMaking(id);
  const [chosen, setChosen] = useState<number | null>(null);
  /** The moment that is shown; null = the last one. */
  const [moment, setMoment] = useState<number | null>(null);
  if (state.kind === 'failed') {
    return (
      <main className="flex flex-1 items-center justify-center p-4">
        <Notice title={text(`failure.${state.failure.code}`)} urgent>
          <p className="text-13 text-soft">{state.failure.message}</p>
          <a className="text-14 underline underline-offset-4" href="#draw">
            {text('making.away')}
          </a>
        </Notice>
      </main>
    );
  }
  if (state.kind === 'asking') return <main aria-busy="true" className="flex-1" />;
  const end = moment ?? state.steps.count;
  return (
    <>
      <main className="flex min-w-0 flex-1 flex-col gap-3 p-4">
        {state.steps.count > 0 ? (
          <Replay
            told={state}
            end={end}
            chosen={chosen}
            onMoment={setMoment}
            onChoose={setChosen}
          />
        ) : (
          <Untold picture={state.making.picture} />
        )}
      </main>
      <Aside told={state} end={end} chosen={chosen} toSave={toSave} />
    </>
  );
}

/** A picture whose making nobody saw: it came from outside. */
function Untold({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  return (
    <figure className="flex min-h-0 flex-1 flex-col items-center gap-3 rounded-card bg-stage p-4">
      <div className="flex min-h-0 w-full flex-1 items-center justify-center">
        <img
          src={pictureAddress(picture.id)}
          alt={text('stage.picture', { prompt: picture.prompt })}
          className="max-h-full max-w-full"
        />
      </div>
      <figcaption className="text-center text-13 text-soft">{text('making.untold')}</figcaption>
    </figure>
  );
}

const none = (): null => null;

function useMaking(id: string): State {
  const [state, setState] = useState<State>({ kind: 'asking' });
  useEffect(() => {
    let here = true;
    const ask = async (): Promise<State> => {
      const making = await studio.ask('making:of', { id });
      // Both are extras: without them the page only shows less.
      const [words, patches] = await Promise.all([
        studio.ask('making:words', { id }).then(({ words: all }) => all, none),
        studio
          .ask('making:patches', { model: making.picture.model })
          .then(({ patches: table }) => table, none),
      ]);
      return { kind: 'told', making, steps: unpack(making), patches, words };
    };
    ask()
      .catch((thrown: unknown): State => ({ kind: 'failed', failure: toFailure(thrown) }))
      .then((next) => {
        if (here) setState(next);
      })
      .catch(() => undefined); // setState does not fail
    return () => {
      here = false;
    };
  }, [id]);
  return state;
}
