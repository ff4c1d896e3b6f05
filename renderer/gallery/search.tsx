import { useEffect, useRef, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { Icon } from '../ui/icon.tsx';
import { isTyping, letterOf } from '../ui/typing.ts';
import { useWindowKeys } from '../ui/window-keys.ts';

interface Props {
  /** What is searched for now. */
  readonly asked: string;
  readonly placeholder: string;
  readonly onSearch: (text: string) => void;
}

const SEARCH_AFTER_MS = 180;

/** The search field is the room's title. Ctrl+F and / lead here, ↓ leads to what was found. */
export function Search({ asked, placeholder, onSearch }: Props): JSX.Element {
  const text = useText();
  const [typed, setTyped] = useState(asked);
  const [last, setLast] = useState(asked);
  const composing = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change by Back or by a press elsewhere.
  if (asked !== last) {
    setLast(asked);
    if (asked !== typed.trim()) setTyped(asked);
  }
  const search = (value: string, afterMs = SEARCH_AFTER_MS): void => {
    setTyped(value);
    clearTimeout(timer.current);
    // Half a syllable is not searched for.
    if (composing.current) return;
    timer.current = setTimeout(() => {
      onSearch(value.trim());
    }, afterMs);
  };
  useWindowKeys((event) => {
    const finds = (event.ctrlKey || event.metaKey) && letterOf(event) === 'f' && !event.shiftKey;
    if (!finds && (event.key !== '/' || isTyping(event.target))) return;
    if (field.current?.closest('[inert]')) return;
    event.preventDefault();
    field.current?.select();
  });
  useEffect(() => {
    const waiting = timer;
    return () => {
      clearTimeout(waiting.current);
    };
  }, []);
  return (
    <label className="-mx-1 flex min-w-0 flex-1 items-center gap-2 rounded-control px-1 focus-within:ring-1 focus-within:ring-edge">
      <span className="text-soft">
        <Icon name="search" />
      </span>
      <input
        ref={field}
        type="search"
        aria-label={text('gallery.search')}
        placeholder={placeholder}
        className="h-11 min-w-0 flex-1 bg-transparent text-20 font-bold placeholder:text-ink focus:placeholder:text-soft focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
        value={typed}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        onChange={(event) => {
          search(event.currentTarget.value);
        }}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={(event) => {
          composing.current = false;
          search(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') search('', 0);
          if (event.key === 'Enter') search(typed, 0);
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('[role=grid]')?.focus();
        }}
      />
      {typed !== '' && (
        <Clear
          onClear={() => {
            search('', 0);
            field.current?.focus();
          }}
        />
      )}
    </label>
  );
}

function Clear({ onClear }: { onClear: () => void }): JSX.Element {
  const text = useText();
  return (
    <button
      type="button"
      aria-label={text('gallery.clearSearch')}
      className="rounded-control p-1 text-soft hover:text-ink"
      onClick={onClear}
    >
      <Icon name="close" />
    </button>
  );
}
