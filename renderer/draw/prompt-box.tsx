import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react';
import { useText } from '../state/language.ts';
import { queue as queueStore } from '../state/queue.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { connection } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { PromptField, promptField } from './prompt-field.tsx';
import { HelpMenu, HelpPanel, type Asked } from './prompt-help.tsx';
import { QueuePopover } from './queue-popover.tsx';
import { replaceText } from './replace-text.ts';
import { commandKey, isFirstVisit, settings } from '../state/draw-settings.ts';
import { whatThen, whyNot } from './why-not.ts';

interface Props {
  readonly onDraw: () => void;
  /** More buttons, before Draw. */
  readonly children: ReactNode;
}

const HINT_ID = 'prompt-hint';

/** The prompt, what can be done with it, and why not when it cannot be drawn. */
export function PromptBox({ onDraw, children }: Props): JSX.Element {
  const text = useText();
  const { prompt } = useStore(settings);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isNew, setIsNew] = useState(isFirstVisit);
  const queue = useStore(queueStore);
  const { model } = useStore(studioState);
  const reached = useStore(connection);
  const reason = whyNot({ reached, model, queue, prompt });
  /** What was asked for while the studio was starting, to be drawn as soon as it has. */
  const early = useRef<string | null>(null);
  const draw = (words: string): void => {
    const why = whyNot({ reached, model, queue, prompt: words });
    early.current = why === 'why.starting' ? words : null;
    if (why !== null) return;
    setIsNew(false);
    onDraw();
  };
  useEffect(() => {
    if (early.current === null || reason === 'why.starting') return;
    const words = early.current;
    early.current = null;
    if (reason === null && words === prompt) onDraw();
  });

  return (
    <form
      className="relative flex flex-col rounded-card border border-edge bg-raised focus-within:border-amber-strong"
      onSubmit={(event) => {
        event.preventDefault();
        draw(prompt);
      }}
    >
      {asked && (
        <HelpPanel
          asked={asked}
          onUse={(better) => {
            setAsked(null);
            const field = promptField();
            if (field) replaceText(field, better);
          }}
          onClose={() => {
            setAsked(null);
            promptField()?.focus();
          }}
        />
      )}
      <PromptField offered={isNew ? text('first.prompt') : null} hintId={HINT_ID} onDraw={draw} />
      <div className="flex items-center gap-2 p-2 pt-3 pl-4 max-sm:flex-wrap max-sm:justify-end">
        <p
          id={HINT_ID}
          className={`min-w-0 flex-1 text-12 ${reason === null || reason === 'why.starting' ? 'text-soft max-sm:sr-only' : 'text-ink max-sm:basis-full'}`}
        >
          {reason === null ? text(whatThen(queue), { keys: `${commandKey}+Enter` }) : text(reason)}
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
            aria-describedby={HINT_ID}
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
