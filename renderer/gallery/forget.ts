import { toFailure } from '../state/failures.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { done, remember, told, type Done } from './changes.ts';
import { trouble } from './known.ts';

/** The studio cannot bring an entry back, so it is told only when Undo has had its time. */
const UNDO_MS = 10_000;

/** Entries of the prompt history that are not shown any more. */
export const forgotten = createStore<ReadonlySet<number>>(new Set());

const waiting = new Map<number, { timer: ReturnType<typeof setTimeout>; what: Done }>();

/** Takes an entry out of the history; its pictures stay. */
export function forget(number: number): void {
  const what: Done = {
    kind: 'forgotten',
    count: 1,
    back: () => {
      clearTimeout(waiting.get(number)?.timer);
      waiting.delete(number);
      show(number);
      return Promise.resolve();
    },
  };
  const timer = setTimeout(() => {
    tellStudio(number);
  }, UNDO_MS);
  waiting.set(number, { timer, what });
  forgotten.set(new Set([...forgotten.get(), number]));
  remember(what);
}

/** Who leaves the room undoes nothing there any more. */
export function forgetNow(): void {
  for (const number of waiting.keys()) tellStudio(number);
}

function tellStudio(number: number): void {
  const { timer, what } = waiting.get(number) ?? {};
  clearTimeout(timer);
  waiting.delete(number);
  if (done.get().at(-1) === what) told.set(true);
  done.set(done.get().filter((each) => each !== what));
  studio.ask('prompts:forget', { number }).catch((thrown: unknown) => {
    show(number);
    trouble.set(toFailure(thrown));
  });
}

function show(number: number): void {
  forgotten.set(new Set([...forgotten.get()].filter((each) => each !== number)));
}
