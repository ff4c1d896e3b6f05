import { useEffect, useRef, useState, type JSX } from 'react';
import type { PromptHelp, PromptHelpEvent } from '../../preload/contract/prompt-help.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { loadingOf } from '../state/overruled.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { studio } from '../studio.ts';
import type { Key } from '../i18n/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { isTyping } from '../ui/typing.ts';
import { useWindowKeys } from '../ui/window-keys.ts';
import { commandKey } from '../state/draw-settings.ts';

export type Wish = PromptHelp['wish'];

/** What the model is asked for, and of which prompt. */
export interface Asked {
  readonly wish: Wish;
  readonly prompt: string;
}

const wishes: readonly Wish[] = ['expand', 'english'];

/** Asks the model for help with the prompt. */
export function HelpMenu(props: {
  readonly disabled: boolean;
  readonly onAsk: (wish: Wish) => void;
}): JSX.Element {
  const text = useText();
  return (
    <Popover
      look="plain"
      label={text('help.title')}
      className="px-2"
      panelClassName="w-80"
      face={<Icon name="wand" />}
    >
      {(menu) => (
        <div className="flex flex-col p-1">
          {wishes.map((wish) => (
            <button
              key={wish}
              type="button"
              disabled={props.disabled}
              className="flex flex-col rounded-control px-3 py-2 text-left text-14 enabled:hover:bg-stage disabled:opacity-50"
              popoverTarget={menu}
              popoverTargetAction="hide"
              onClick={() => {
                props.onAsk(wish);
              }}
            >
              {text(`help.${wish}`)}
              <span className="text-12 text-soft">{text(`help.${wish}Hint`)}</span>
            </button>
          ))}
          {props.disabled && (
            <p className="px-3 py-2 text-12 text-soft">{text('help.needsPrompt')}</p>
          )}
        </div>
      )}
    </Popover>
  );
}

interface PanelProps {
  readonly asked: Asked;
  readonly onUse: (prompt: string) => void;
  readonly onClose: () => void;
}

/** How far the help is. */
interface Helped {
  readonly text: string;
  /** Said while there is no text yet, or in its place. */
  readonly note: Key | null;
  readonly state: 'asking' | 'done' | 'none';
}

/**
 * What the model makes of the prompt, before any of it is used. It takes the strip's place, as high
 * as that is: so nothing moves, and what ends a drawing stays free.
 */
export function HelpPanel({ asked, onUse, onClose }: PanelProps): JSX.Element {
  const text = useText();
  const helped = useHelp(asked);
  const use = useRef<HTMLButtonElement>(null);
  const isDone = helped.state === 'done';
  useEffect(() => {
    // Who writes on meanwhile goes on writing.
    if (isDone && !isTyping(document.activeElement)) use.current?.focus();
  }, [isDone]);
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector('dialog[open], :popover-open') === null) onClose();
  });
  return (
    <section
      aria-label={text('help.title')}
      className="absolute inset-x-0 bottom-full mb-2 flex h-20 appear gap-4 rounded-card border border-line bg-raised p-2 pl-4 shadow-xl"
    >
      <div tabIndex={0} aria-live="polite" className="min-w-0 flex-1 overflow-y-auto text-14">
        <p dir="auto">
          {helped.text === '' && helped.note ? (
            <span className="text-soft">{text(helped.note)}</span>
          ) : (
            helped.text
          )}
        </p>
        {isDone && (
          <p className="text-12 text-soft">{text('help.undo', { keys: `${commandKey}+Z` })}</p>
        )}
      </div>
      <div className="flex shrink-0 flex-col items-end justify-between">
        {isDone && (
          <Button
            look="small"
            ref={use}
            onClick={() => {
              onUse(helped.text);
            }}
          >
            {text('help.use')}
          </Button>
        )}
        <Button look="quiet" className="px-2 text-13!" onClick={onClose}>
          {text(helped.state === 'asking' ? 'help.stop' : 'help.close')}
        </Button>
      </div>
    </section>
  );
}

function useHelp({ wish, prompt }: Asked): Helped {
  const [helped, setHelped] = useState<Helped>(first);
  const model = useStore(studioState);
  const id = model.model?.id;
  useEffect(() => {
    const leaving = new AbortController();
    const request = { wish, prompt: prompt.trim(), ...(id && { model: id }), ...loadingOf(id) };
    const ask = async (): Promise<void> => {
      let now = first;
      setHelped(now);
      try {
        for await (const event of studio.stream('prompt:help', request, leaving.signal)) {
          now = after(now, event);
          setHelped(now);
        }
      } catch (thrown) {
        if (leaving.signal.aborted) return;
        setHelped({ text: '', note: `failure.${toFailure(thrown).code}`, state: 'none' });
      }
    };
    void ask();
    return () => {
      leaving.abort();
    };
  }, [wish, prompt, id]);
  return helped;
}

const first: Helped = { text: '', note: 'help.asking', state: 'asking' };

function after(helped: Helped, event: PromptHelpEvent): Helped {
  switch (event.kind) {
    case 'queued':
      return { ...helped, note: event.ahead > 0 ? 'help.waiting' : 'help.asking' };
    case 'phase':
      return { ...helped, note: event.phase === 'load' ? 'progress.load' : 'help.asking' };
    case 'text':
      return { ...helped, text: helped.text + event.text };
    case 'prompt':
      if (event.prompt === '') return { text: '', note: 'help.nothing', state: 'none' };
      return { text: event.prompt, note: null, state: 'done' };
    case 'unable':
      return { text: '', note: 'help.unable', state: 'none' };
  }
}
