import { useLayoutEffect, useRef, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Answer } from './answer.tsx';
import type { Shown } from './branch.ts';
import { Question } from './question.tsx';
import { live as liveStore } from './talk.ts';

interface Props {
  readonly branch: readonly Shown[];
  readonly busy: boolean;
}

/** As near to the end as counts as being there. px */
const nearPixels = 48;

/** The conversation in one readable column. It follows the newest words while the reader does. */
export function Messages({ branch, busy }: Props): JSX.Element {
  const text = useText();
  const column = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const live = useStore(liveStore);
  const count = branch.length;

  useLayoutEffect(() => {
    following.current = true;
  }, [count]);
  useLayoutEffect(() => {
    const box = column.current;
    if (box && following.current) box.scrollTop = box.scrollHeight;
  }, [branch, live]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={column}
        tabIndex={0}
        role="region"
        aria-label={text('ask.messages')}
        className="min-h-0 flex-1 overflow-y-auto px-6 py-6 outline-offset-[-2px]"
        onScroll={({ currentTarget: box }) => {
          const left = box.scrollHeight - box.scrollTop - box.clientHeight;
          following.current = left < nearPixels;
          setAway(left >= nearPixels);
        }}
      >
        <ol className="mx-auto flex max-w-[68ch] flex-col gap-6 text-16">
          {branch.map((shown, at) => (
            <li key={shown.message.id}>
              {shown.message.role === 'user' ? (
                <Question {...shown} busy={busy} />
              ) : (
                <Answer {...shown} busy={busy} question={branch[at - 1]?.message} />
              )}
            </li>
          ))}
        </ol>
      </div>
      {away && busy && (
        <Button
          look="plain"
          className="absolute bottom-2 self-center"
          onClick={() => {
            column.current?.scrollTo({ top: column.current.scrollHeight });
          }}
        >
          <Icon name="next" />
          {text('ask.latest')}
        </Button>
      )}
    </div>
  );
}
