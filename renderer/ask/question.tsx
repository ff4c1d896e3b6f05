import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Action, CopyAction } from './action.tsx';
import { useAskKeys } from './ask-keys.ts';
import type { Shown } from './branch.ts';
import { drafts } from './draft.ts';
import { Pager } from './pager.tsx';
import { ask } from './talk.ts';

interface Props extends Shown {
  /** Nothing can be asked just now. */
  readonly busy: boolean;
}

/** What was asked. Edited it becomes another version of itself; the first stays. */
export function Question({ message, versions, busy }: Props): JSX.Element {
  const text = useText();
  const [editing, setEditing] = useState(false);
  return (
    <article aria-label={text('ask.you')} className="group flex flex-col gap-1">
      {editing ? (
        <Editor
          first={message.text}
          onCancel={() => {
            setEditing(false);
          }}
          onAsk={(edited) => {
            const images = message.images.map(({ id }) => id);
            setEditing(false);
            void ask({ kind: 'new', parent: message.parent, text: edited, images });
          }}
        />
      ) : (
        <p
          dir="auto"
          className="rounded-card bg-stage px-4 py-3 text-16 [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          {message.text}
        </p>
      )}
      <div className="flex min-h-6 items-center gap-1">
        <Pager message={message} versions={versions} />
        {!editing && (
          <>
            <Action
              icon="pencil"
              label={text('ask.edit')}
              disabled={busy}
              onClick={() => {
                setEditing(true);
              }}
            />
            <CopyAction text={message.text} />
          </>
        )}
      </div>
    </article>
  );
}

interface EditorProps {
  readonly first: string;
  readonly onCancel: () => void;
  readonly onAsk: (text: string) => void;
}

function Editor({ first, onCancel, onAsk }: EditorProps): JSX.Element {
  const text = useText();
  const [value, setValue] = useState(first);
  const { enterAsks } = useStore(drafts);
  const submit = (edited: string): void => {
    if (edited.trim() !== '') onAsk(edited.trim());
  };
  const keyboard = useAskKeys(submit, enterAsks);
  return (
    <form
      className="flex flex-col gap-2 rounded-card border border-edge bg-raised p-3 focus-within:border-indigo"
      onSubmit={(event) => {
        event.preventDefault();
        submit(value);
      }}
    >
      <textarea
        autoFocus
        rows={2}
        dir="auto"
        maxLength={200_000}
        aria-label={text('ask.edit.label')}
        className="field-sizing-content max-h-72 resize-none bg-transparent px-1 text-16 focus-visible:outline-none"
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
        }}
        {...keyboard}
        onKeyUp={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) onCancel();
        }}
      />
      <div className="flex justify-end gap-2">
        <Button look="plain" onClick={onCancel}>
          {text('ask.edit.cancel')}
        </Button>
        <Button look="ask" type="submit" disabled={value.trim() === ''}>
          {text('ask.ask')}
        </Button>
      </div>
    </form>
  );
}
