import { useState, type JSX } from 'react';
import type { Conversation } from '../../preload/contract/conversation.ts';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { download } from '../ui/download.ts';
import { Icon } from '../ui/icon.tsx';
import { Action } from './action.tsx';
import { showTrashed } from './list.ts';
import { change, tellTrouble } from './talk.ts';

interface Props {
  readonly conversation: Conversation | null;
  /** The last message of what is read. */
  readonly leaf: string | null;
  readonly onList: () => void;
}

/** The conversation's name, and what can be done with all of it. */
export function Header({ conversation, leaf, onList }: Props): JSX.Element {
  const text = useText();
  const [renaming, setRenaming] = useState(false);
  // The key that ends renaming brings the focus back to where it began.
  const [byKey, setByKey] = useState(false);
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-4">
      <Button
        look="quiet"
        className="wide:hidden"
        aria-haspopup="dialog"
        aria-label={text('ask.list')}
        title={text('ask.list')}
        onClick={onList}
      >
        <Icon name="menu" />
      </Button>
      {renaming && conversation ? (
        <TitleField
          conversation={conversation}
          onDone={(ended) => {
            setRenaming(false);
            setByKey(ended === 'key');
          }}
        />
      ) : (
        <h1 dir="auto" className="min-w-0 flex-1 truncate text-16 font-bold">
          {conversation?.title ?? text('ask.new')}
        </h1>
      )}
      {conversation && !renaming && (
        <>
          <Action
            icon="pencil"
            label={text('ask.rename')}
            autoFocus={byKey}
            onClick={() => {
              setRenaming(true);
            }}
          />
          <ExportMenu id={conversation.id} leaf={leaf} />
          <Action
            icon="trash"
            label={text('ask.delete')}
            onClick={() => {
              change({ trashed: true }, conversation.id).then(() => {
                showTrashed(conversation);
                location.hash = 'ask';
              }, tellTrouble);
            }}
          />
        </>
      )}
    </header>
  );
}

interface TitleProps {
  readonly conversation: Conversation;
  readonly onDone: (by: 'key' | 'leaving') => void;
}

/** Enter and leaving keep the new name, Esc the old. */
function TitleField({ conversation: { id, title }, onDone }: TitleProps): JSX.Element {
  const text = useText();
  const [value, setValue] = useState(title);
  const keep = (by: 'key' | 'leaving'): void => {
    const next = value.trim();
    onDone(by);
    if (next !== '' && next !== title) change({ title: next }, id).catch(tellTrouble);
  };
  return (
    <input
      autoFocus
      dir="auto"
      maxLength={200}
      aria-label={text('ask.title')}
      className="h-9 min-w-0 flex-1 rounded-control border border-edge bg-raised px-2 text-16"
      value={value}
      onChange={(event) => {
        setValue(event.currentTarget.value);
      }}
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onBlur={() => {
        keep('leaving');
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Or the button that gets the focus would be pressed by the same key.
        event.preventDefault();
        if (event.key === 'Enter') keep('key');
        else onDone('key');
      }}
    />
  );
}

function ExportMenu({ id, leaf }: { id: string; leaf: string | null }): JSX.Element {
  const text = useText();
  const [open, setOpen] = useState(false);
  const label = text('ask.export');
  const save = (format: 'markdown' | 'json'): void => {
    setOpen(false);
    studio
      .ask('conversation:export', { id, format, ...(leaf !== null && { leaf }) })
      .then(download, tellTrouble);
  };
  return (
    <div
      className="relative"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <Button
        look="quiet"
        className="min-w-7"
        aria-expanded={open}
        aria-label={label}
        title={label}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Icon name="save" />
      </Button>
      {open && (
        <div className="absolute right-0 z-10 mt-1 flex appear flex-col items-stretch rounded-card border border-edge bg-raised p-1 shadow-lg">
          {(['markdown', 'json'] as const).map((format) => (
            <button
              key={format}
              type="button"
              className="rounded-control px-3 py-2 text-left text-14 whitespace-nowrap hover:bg-stage"
              onClick={() => {
                save(format);
              }}
            >
              {text(`ask.export.${format}`)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
