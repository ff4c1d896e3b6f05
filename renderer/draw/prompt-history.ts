import { useRef, type KeyboardEvent } from 'react';
import type { RequestOf } from '../../preload/contract/channels.ts';
import { studio } from '../studio.ts';
import { replaceText } from './replace-text.ts';

const PAGE = 50;

/** A walk through the prompts that were drawn, newest first. */
interface Walk {
  /** What was in the box when it began. */
  readonly draft: string;
  readonly prompts: string[];
  /** The last of them; null when there are no more. */
  after: Cursor | null;
  /** -1 = the draft. */
  at: number;
}

export interface HistoryKeys {
  /** @returns true when the key was one of ours. */
  onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): boolean;
  /** What is in the box now is somebody's own: the next walk begins anew. */
  onTyped(): void;
}

/** Alt+Up and Alt+Down bring back earlier prompts, each as one edit that can be undone. */
export function useHistoryKeys(): HistoryKeys {
  const walk = useRef<Walk | null>(null);
  const writing = useRef(false);

  const step = async (field: HTMLTextAreaElement, by: 1 | -1): Promise<void> => {
    if (walk.current === null) {
      if (by < 0) return;
      walk.current = { draft: field.value, prompts: [], after: latest, at: -1 };
    }
    const now = walk.current;
    if (now.at + by >= now.prompts.length) await fetchMore(now);
    const at = now.at + by;
    const text = at < 0 ? now.draft : now.prompts[at];
    if (text === undefined || walk.current !== now) return;
    now.at = Math.max(-1, at);
    writing.current = true;
    replaceText(field, text);
    writing.current = false;
    if (at < 0) walk.current = null;
  };

  return {
    onKeyDown(event) {
      const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      const plain = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (by === 0 || !plain || event.nativeEvent.isComposing) return false;
      event.preventDefault();
      step(event.currentTarget, by).catch(() => undefined); // Not connected: nothing to bring back.
      return true;
    },
    onTyped() {
      if (!writing.current) walk.current = null;
    },
  };
}

type Cursor = NonNullable<RequestOf<'prompts:list'>['after']>;

/** Before anything that was drawn. */
const latest: Cursor = { lastUsedAt: '9999-01-01T00:00:00Z', number: 1 };

async function fetchMore(walk: Walk): Promise<void> {
  const { after } = walk;
  if (after === null) return;
  const entries = await studio.ask('prompts:list', { text: '', after, limit: PAGE });
  // The one in the box is no step.
  walk.prompts.push(...entries.map(({ text }) => text).filter((text) => text !== walk.draft));
  const last = entries.length < PAGE ? undefined : entries.at(-1);
  walk.after = last ? { lastUsedAt: last.lastUsedAt, number: last.number } : null;
}
