import {
  useEffect,
  useLayoutEffect,
  useRef,
  type CompositionEventHandler,
  type JSX,
  type KeyboardEventHandler,
} from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { useHistoryKeys } from './prompt-history.ts';
import { set, settings } from '../state/draw-settings.ts';

/** Where the hands go back to when something else had the focus. */
const PROMPT_ID = 'prompt';

/** The field where the prompt is written. */
export function promptField(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>(`#${PROMPT_ID}`);
}

interface Props {
  /** Offered to who is here for the first time, selected; null to anyone else. */
  readonly offered: string | null;
  readonly hintId: string;
  readonly onDraw: (prompt: string) => void;
}

/**
 * The prompt. While an input method composes a character, keys belong to it: a Ctrl+Enter that
 * arrives then draws once, after the character is complete.
 */
export function PromptField({ offered, hintId, onDraw }: Props): JSX.Element {
  const text = useText();
  const { prompt } = useStore(settings);
  const field = useRef<HTMLTextAreaElement>(null);
  const lastOffered = useRef('');
  const history = useHistoryKeys();
  const keyboard = useDrawKeys(onDraw);

  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    // For a browser that cannot do it in its style sheet: the box grows with its text.
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [prompt]);

  useEffect(() => {
    // What was typed meanwhile stays.
    if (offered === null || settings.get().prompt !== lastOffered.current) return;
    lastOffered.current = offered;
    set({ prompt: offered });
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [offered]);

  return (
    <textarea
      ref={field}
      id={PROMPT_ID}
      data-begin
      rows={1}
      autoFocus
      dir="auto"
      maxLength={20_000}
      aria-label={text('prompt.label')}
      aria-describedby={hintId}
      placeholder={text('prompt.placeholder')}
      className="mt-3 field-sizing-content max-h-36 min-h-6 resize-none overflow-y-auto bg-transparent px-4 text-16 placeholder:text-soft focus-visible:outline-none"
      spellCheck={false}
      value={prompt}
      onChange={(event) => {
        history.onTyped();
        set({ prompt: event.currentTarget.value });
      }}
      onCompositionStart={keyboard.onCompositionStart}
      onCompositionEnd={keyboard.onCompositionEnd}
      onKeyDown={(event) => {
        if (!history.onKeyDown(event)) keyboard.onKeyDown(event);
      }}
    />
  );
}

interface Keyboard {
  readonly onCompositionStart: () => void;
  readonly onCompositionEnd: CompositionEventHandler<HTMLTextAreaElement>;
  readonly onKeyDown: KeyboardEventHandler<HTMLTextAreaElement>;
}

/** Ctrl+Enter for a text that an input method may be writing. */
function useDrawKeys(draw: (prompt: string) => void): Keyboard {
  const composing = useRef(false);
  const drawWhenComposed = useRef(false);
  return {
    onCompositionStart: () => {
      composing.current = true;
    },
    onCompositionEnd: ({ currentTarget: { value } }) => {
      composing.current = false;
      set({ prompt: value });
      if (drawWhenComposed.current) draw(value);
      drawWhenComposed.current = false;
    },
    onKeyDown: (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      if (composing.current || event.nativeEvent.isComposing) {
        drawWhenComposed.current = true;
        return;
      }
      event.preventDefault();
      // A key that is held down asks once.
      if (!event.repeat) draw(event.currentTarget.value);
    },
  };
}
