import { useEffect, useState, type JSX } from 'react';
import type { PromptEntry } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { set } from '../state/draw-settings.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { studio, thumbnailAddress } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { everything, placeOf } from './address.ts';
import { forget, forgetNow, forgotten } from './forget.ts';
import { withRegion } from './region.ts';
import { trouble } from './known.ts';

const PAGE = 50;

/** Every prompt that was drawn, newest first, with what it made. */
export function History({ text: words }: { text: string }): JSX.Element {
  const text = useText();
  const { entries: all, more, load } = useEntries(words);
  const hidden = useStore(forgotten);
  const entries = all?.filter(({ number }) => !hidden.has(number)) ?? null;
  useEffect(() => forgetNow, []);
  if (entries?.length === 0 && !more) {
    return (
      <div className="flex flex-1 flex-col items-center justify-center gap-3 p-8 text-center">
        <h2 className="text-20 font-bold">
          {text(words === '' ? 'gallery.noHistory' : 'gallery.empty.nothing')}
        </h2>
        <p className="max-w-96 text-14 text-soft">
          {text(words === '' ? 'gallery.noHistory.text' : 'gallery.empty.nothing.text')}
        </p>
      </div>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-24" aria-busy={entries === null}>
      <ol aria-label={text('gallery.history')} className="mx-auto flex max-w-240 flex-col">
        {(entries ?? []).map((entry) => (
          <Entry
            key={entry.number}
            entry={entry}
            onForget={() => {
              forget(entry.number);
            }}
          />
        ))}
      </ol>
      {more && (
        <div className="flex justify-center p-6">
          <Button look="plain" onClick={load}>
            {text('gallery.older')}
          </Button>
        </div>
      )}
    </div>
  );
}

interface EntryProps {
  readonly entry: PromptEntry;
  readonly onForget: () => void;
}

function Entry({ entry, onForget }: EntryProps): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const moment = new Intl.DateTimeFormat(withRegion(locale), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return (
    <li className="flex flex-col gap-3 border-b border-line py-4">
      <p dir="auto" className="max-h-24 overflow-y-auto text-16 break-words whitespace-pre-wrap">
        {entry.text}
      </p>
      {entry.newest.length > 0 && (
        <ul className="flex gap-[2px]">
          {entry.newest.map((picture) => (
            <li key={picture.id}>
              <a
                href={`#${placeOf({ ...everything, prompt: entry.number, picture: picture.id })}`}
                aria-label={text('stage.picture', { prompt: picture.prompt })}
              >
                <img
                  src={thumbnailAddress(picture.id)}
                  alt=""
                  loading="lazy"
                  className="block size-20 bg-stage object-cover"
                />
              </a>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-soft">
        <time dateTime={entry.lastUsedAt}>{moment.format(new Date(entry.lastUsedAt))}</time>
        <span>{text('gallery.uses', { count: entry.uses })}</span>
        {entry.pictures > 0 && (
          <a
            className="underline decoration-line underline-offset-4 hover:text-ink"
            href={`#${placeOf({ ...everything, prompt: entry.number })}`}
          >
            {text('gallery.count', { count: entry.pictures })}
          </a>
        )}
        <span className="flex-1" />
        <Button look="quiet" onClick={onForget}>
          {text('gallery.forget')}
        </Button>
        <Button
          look="plain"
          onClick={() => {
            set({ prompt: entry.text });
            location.hash = 'draw';
          }}
        >
          {text('gallery.usePrompt')}
        </Button>
      </div>
    </li>
  );
}

interface Entries {
  /** null until the first page is here. */
  readonly entries: readonly PromptEntry[] | null;
  readonly more: boolean;
  readonly load: () => void;
}

function useEntries(text: string): Entries {
  const [asked, setAsked] = useState(text);
  const [entries, setEntries] = useState<readonly PromptEntry[] | null>(null);
  const [more, setMore] = useState(false);
  if (asked !== text) {
    setAsked(text);
    setEntries(null);
  }
  const page = async (last?: PromptEntry): Promise<readonly PromptEntry[]> => {
    const after = last && { lastUsedAt: last.lastUsedAt, number: last.number };
    const next = await studio.ask('prompts:list', { text, limit: PAGE, ...(after && { after }) });
    setMore(next.length === PAGE);
    return next;
  };
  useEffect(() => {
    let here = true;
    studio
      .ask('prompts:list', { text, limit: PAGE })
      .then((next) => {
        if (!here) return;
        setMore(next.length === PAGE);
        setEntries(next);
      })
      .catch((thrown: unknown) => {
        trouble.set(toFailure(thrown));
      });
    return () => {
      here = false;
    };
  }, [text]);
  const report = (thrown: unknown): void => {
    trouble.set(toFailure(thrown));
  };
  return {
    entries,
    more,
    load: () => {
      page(entries?.at(-1))
        .then((next) => {
          setEntries([...(entries ?? []), ...next]);
        })
        .catch(report);
    },
  };
}
