import {
  useLayoutEffect,
  useRef,
  type JSX,
  type ReactNode,
  type TextareaHTMLAttributes,
} from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { set, settings } from './settings.ts';

interface Props {
  /** False while nothing can be drawn, whatever the prompt. */
  readonly ready: boolean;
  readonly drawing: boolean;
  readonly onDraw: () => void;
  readonly onStop: () => void;
  readonly children: ReactNode;
}

/** Where the hands go back to when something else had the focus. */
export const PROMPT_ID = 'prompt';

const keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘+Enter' : 'Ctrl+Enter';

/**
 * The prompt and its button. While an input method composes a character, keys belong to it: a
 * Ctrl+Enter that arrives then draws once, after the character is complete.
 */
export function PromptBox(props: Props): JSX.Element {
  const { ready, drawing, onDraw, onStop, children } = props;
  const text = useText();
  const { prompt } = useStore(settings);
  const field = useRef<HTMLTextAreaElement>(null);
  const canDraw = ready && !drawing && prompt.trim() !== '';
  const keyboard = useDrawKeys((value) => {
    if (ready && !drawing && value.trim() !== '') onDraw();
  });

  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    // For a browser that cannot do it in its style sheet: the box grows with its text.
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [prompt]);

  return (
    <form
      className="flex flex-col rounded-card border border-edge bg-raised focus-within:border-amber-strong"
      onSubmit={(event) => {
        event.preventDefault();
        if (canDraw) onDraw();
      }}
    >
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
          set({ prompt: event.currentTarget.value });
        }}
        {...keyboard}
      />
      <div className="flex items-center gap-2 p-2 pt-3 pl-4">
        <p
          id="prompt-hint"
          className="min-w-0 flex-1 text-12 text-soft max-sm:invisible max-sm:h-6"
        >
          {text('prompt.hint', { keys })}
        </p>
        {children}
        {/* One button, so that the focus stays where it is when its meaning changes. */}
        <Button
          look={drawing ? 'plain' : 'make'}
          type={drawing ? 'button' : 'submit'}
          className="min-w-24 font-bold"
          disabled={!drawing && !canDraw}
          onClick={(event) => {
            // The second press of a double click on Draw is not meant for Stop.
            if (drawing && event.detail < 2) onStop();
          }}
        >
          {drawing && <span className="size-3 rounded-[2px] bg-current" aria-hidden="true" />}
          {text(drawing ? 'prompt.stop' : 'prompt.draw')}
        </Button>
      </div>
    </form>
  );
}

type Keyboard = Required<
  Pick<
    TextareaHTMLAttributes<HTMLTextAreaElement>,
    'onCompositionStart' | 'onCompositionEnd' | 'onKeyDown'
  >
>;

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
      draw(event.currentTarget.value);
    },
  };
}
