import { useEffect, useRef, type JSX } from 'react';
import type { LookingState } from '../../preload/contract/looking.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { sayTime } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { followLooking, lookNow, looking, stopLooking } from '../state/looking.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { thumbnailAddress } from '../studio.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { known, lookUp } from './known.ts';
import { findAgain } from './shelf.ts';

interface Props {
  /** Id of the picture that others are compared with. */
  readonly id: string;
  readonly onRemove: () => void;
}

/** What the pictures are compared with, to be taken away, and how many can be compared yet. */
export function SimilarBar({ id, onRemove }: Props): JSX.Element {
  const state = useStore(looking);
  useEffect(() => followLooking(), []);
  useFoundAgain(state);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-2">
      <Chip id={id} onRemove={onRemove} />
      {state && <Far id={id} state={state} />}
    </div>
  );
}

function Chip({ id, onRemove }: Props): JSX.Element {
  const text = useText();
  const picture = usePicture(id);
  const prompt = picture?.prompt || text('gallery.noPrompt');
  return (
    <span
      title={text('similar.picture', { prompt })}
      className="flex h-9 max-w-80 min-w-0 items-center gap-2 rounded-control border border-edge bg-raised pr-1 text-13"
    >
      <img src={thumbnailAddress(id)} alt="" className="h-full w-9 bg-stage object-cover" />
      <span className="whitespace-nowrap text-soft">{text('similar.to')}</span>
      <span dir="auto" className="truncate">
        {prompt}
      </span>
      <button
        type="button"
        aria-label={text('similar.remove')}
        title={text('similar.remove')}
        className="rounded-[3px] p-1 text-soft hover:text-ink [&_svg]:size-4"
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

/** How many pictures can be compared, and the way to have the rest looked at. */
function Far({ id, state }: { id: string; state: LookingState }): JSX.Element {
  const text = useText();
  const { looked, total, going, model, failure } = state;
  if (going === 'asked') return <Going state={state} />;
  const all = looked >= total;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-3 text-13 text-soft">
      {model === null ? text('similar.noModel') : sentence(text, all, { looked, total })}
      {!all && model !== null && (
        <Button
          look="small"
          onClick={() => {
            lookNow(id);
          }}
        >
          <span className="text-indigo [&_svg]:size-4">
            <Icon name="search" />
          </span>
          {text('similar.begin')}
        </Button>
      )}
      {failure && <span role="alert">{text(`failure.${failure.code}`)}</span>}
    </span>
  );
}

function sentence(
  text: ReturnType<typeof useText>,
  all: boolean,
  counts: { looked: number; total: number },
): string {
  return text(all ? 'similar.all' : 'similar.looked', counts);
}

function Going({ state }: { state: LookingState }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { looked, total, waiting, msLeft } = state;
  const said = text(waiting ? 'similar.waiting' : 'similar.going', { looked, total });
  const time =
    msLeft === null ? '' : ` · ${text('progress.left', { time: sayTime(locale, msLeft / 1000) })}`;
  return (
    <span className="flex min-w-0 items-center gap-3 text-13">
      <span className="flex min-w-60 flex-col gap-1">
        <span>
          {said}
          <span className="text-soft">{time}</span>
        </span>
        <Bar label={text('similar.find')} share={looked / Math.max(1, total)} valueText={said} />
      </span>
      <Button look="small" onClick={stopLooking}>
        {text('similar.stop')}
      </Button>
    </span>
  );
}

const AGAIN_MS = 1_000;

/** What was looked at since then is soon among the pictures. */
function useFoundAgain(state: LookingState | null): void {
  const looked = state?.looked;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (looked === undefined) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void findAgain();
    }, AGAIN_MS);
  }, [looked]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
}

/** The picture, asked for when nobody has looked at it yet; undefined until then. */
function usePicture(id: string): Picture | undefined {
  const pictures = useStore(known);
  const picture = [...pictures.values()].findLast((each) => each.id === id);
  const isKnown = picture !== undefined;
  useEffect(() => {
    if (!isKnown) lookUp(id).catch(() => undefined); // gone: the chip says so by having no words
  }, [id, isKnown]);
  return picture;
}
