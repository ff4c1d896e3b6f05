import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CompositionEventHandler,
  type JSX,
  type KeyboardEventHandler,
  type ReactNode,
  type RefObject,
} from 'react';
import { useText } from '../state/language.ts';
import { queue as queueStore } from '../state/queue.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { connection } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { useHistoryKeys } from './prompt-history.ts';
import { HelpMenu, HelpPanel, type Asked } from './prompt-help.tsx';
import { QueuePopover } from './queue-popover.tsx';
import { replaceText } from './replace-text.ts';
import { commandKey, isFirstVisit, set, settings } from './settings.ts';
import { whatThen, whyNot } from './why-not.ts';

interface Props {
  readonly onDraw: () => void;
  readonly children: ReactNode;
}

/** Where the hands go back to when something else had the focus. */
export const PROMPT_ID = 'prompt';

const keys = `${commandKey}+Enter`;

/**
 * The prompt and its button. While an input method composes a character, keys belong to it: a
 * Ctrl+Enter that arrives then draws once, after the character is complete.
 */
export function PromptBox({ onDraw, children }: Props): JSX.Element {
  const text = useText();
  const { prompt } = useStore(settings);
  const field = useRef<HTMLTextAreaElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const queue = useStore(queueStore);
  const { model } = useStore(studioState);
  const reached = useStore(connection);
  const whyNotWith = (words: string) => whyNot({ reached, model, queue, prompt: words });
  const reason = whyNotWith(prompt);
  const [isNew, draw] = useFirstVisit(field, onDraw);
  const history = useHistoryKeys();
  const keyboard = useDrawKeys((value) => {
    if (whyNotWith(value) === null) draw();
  });
  useGrowing(field, prompt);

  return (
    <form
      className="relative flex flex-col rounded-card border border-edge bg-raised focus-within:border-amber-strong"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null) draw();
      }}
    >
      {asked && (
        <HelpPanel
          asked={asked}
          onUse={(better) => {
            setAsked(null);
            if (field.current) replaceText(field.current, better);
          }}
          onClose={() => {
            setAsked(null);
            field.current?.focus();
          }}
        />
      )}
      <textarea
        ref={field}
        id={PROMPT_ID}
        rows={1}
        autoFocus
        dir="auto"
        maxLength={20_000}
        aria-label={text('prompt.label')}
        aria-describedby="prompt-hint"
        placeholder={text('prompt.placeholder')}
        className="mt-3 field-sizing-content max-h-36 min-h-6 resize-none overflow-y-auto bg-transparent px-4 text-16 placeholder:text-soft focus-visible:outline-none"
        spellCheck={false}
        value={prompt}
        onChange={(event) => {
          history.onTyped();
          set({ prompt: event.currentTarget.value });
        }}
        {...keyboard}
        onKeyDown={(event) => {
          if (!history.onKeyDown(event)) keyboard.onKeyDown(event);
        }}
      />
      <div className="flex items-center gap-2 p-2 pt-3 pl-4">
        <p
          id="prompt-hint"
          className={`min-w-0 flex-1 text-12 ${reason === null || reason === 'why.starting' ? 'text-soft max-sm:sr-only' : 'text-ink'}`}
        >
          {reason === null ? text(whatThen(queue), { keys }) : text(reason)}
        </p>
        <HelpMenu
          disabled={prompt.trim() === ''}
          onAsk={(wish) => {
            setAsked({ wish, prompt });
          }}
        />
        {children}
        <span className="flex">
          <Button
            look={reason === null ? 'make' : 'plain'}
            type="submit"
            className={`min-w-20 rounded-r-none font-bold ${isNew && reason === null ? 'glow-once' : ''}`}
            disabled={reason !== null}
            aria-describedby="prompt-hint"
            onClick={(event) => {
              // The second press of a double click is not meant for a second picture.
              if (event.detail > 1) event.preventDefault();
            }}
          >
            {text('prompt.draw')}
          </Button>
          <QueuePopover bright={reason === null} />
        </span>
      </div>
    </form>
  );
}

/** Who is here for the first time finds a prompt that can be drawn at once, or typed over. */
function useFirstVisit(
  field: RefObject<HTMLTextAreaElement | null>,
  onDraw: () => void,
): [isNew: boolean, draw: () => void] {
  const text = useText();
  const [isNew, setIsNew] = useState(isFirstVisit);
  const offered = text('first.prompt');
  const lastOffered = useRef('');
  useEffect(() => {
    const { prompt } = settings.get();
    if (!isNew || prompt !== lastOffered.current) return;
    lastOffered.current = offered;
    set({ prompt: offered });
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [field, isNew, offered]);
  return [
    isNew,
    () => {
      setIsNew(false);
      onDraw();
    },
  ];
}

/** For a browser that cannot do it in its style sheet: the box grows with its text. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, prompt: string): void {
  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [field, prompt]);
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
