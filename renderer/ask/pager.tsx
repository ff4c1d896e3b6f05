import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Shown } from './branch.ts';
import { choose } from './talk.ts';

/** Walks among the versions of a message; not there where there is one. */
export function Pager({ message, versions }: Shown): JSX.Element | null {
  const text = useText();
  if (versions.length < 2) return null;
  const at = versions.indexOf(message.id);
  const walk = (to: number): void => {
    const id = versions[to];
    if (id !== undefined) choose(message.parent, id);
  };
  return (
    <span
      role="group"
      aria-label={text('ask.version', { at: at + 1, count: versions.length })}
      className="inline-flex items-center"
    >
      <Button
        look="quiet"
        aria-label={text('ask.version.before')}
        title={text('ask.version.before')}
        disabled={at === 0}
        onClick={() => {
          walk(at - 1);
        }}
      >
        <Icon name="previous" />
      </Button>
      <span className="text-13 text-soft tabular-nums">
        {at + 1}/{versions.length}
      </span>
      <Button
        look="quiet"
        aria-label={text('ask.version.next')}
        title={text('ask.version.next')}
        disabled={at === versions.length - 1}
        onClick={() => {
          walk(at + 1);
        }}
      >
        <Icon name="next" />
      </Button>
    </span>
  );
}
