import type { JSX } from 'react';
import type { Conversation } from '../../preload/contract/conversation.ts';
import type { Key } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { list as listStore, refreshList, search, showShelf } from './list.ts';
import { change, tellTrouble } from './talk.ts';

interface Props {
  /** The conversation on the page. */
  readonly current: string | null;
  /** Somebody walked to another one. */
  readonly onWalk: () => void;
}

/** Every conversation, the last changed first; or the trash. */
export function Sidebar({ current, onWalk }: Props): JSX.Element {
  const text = useText();
  const { shelf, text: words, found } = useStore(listStore);
  const inTrash = shelf === 'trash';
  return (
    <nav aria-label={text('ask.list')} className="flex min-h-0 flex-1 flex-col gap-3">
      <a
        href="#ask"
        className="flex h-9 items-center justify-center gap-2 rounded-control border border-edge bg-raised text-14 transition-colors hover:bg-stage"
        onClick={onWalk}
      >
        <Icon name="plus" />
        {text('ask.new')}
      </a>
      <label className="flex h-9 items-center gap-2 rounded-control border border-edge bg-raised px-2 focus-within:border-indigo">
        <span className="text-soft">
          <Icon name="search" />
        </span>
        <input
          type="search"
          dir="auto"
          maxLength={500}
          aria-label={text('ask.search')}
          placeholder={text('ask.search')}
          className="min-w-0 flex-1 bg-transparent text-14 placeholder:text-soft focus-visible:outline-none"
          value={words}
          onChange={(event) => {
            search(event.currentTarget.value);
          }}
        />
      </label>
      {inTrash && <h2 className="text-14 font-bold">{text('ask.trash')}</h2>}
      <ul className="-mx-2 flex min-h-0 flex-1 flex-col gap-[2px] overflow-y-auto px-2 py-[2px]">
        {found?.map((conversation) => (
          <li key={conversation.id}>
            {inTrash ? (
              <Trashed conversation={conversation} />
            ) : (
              <Kept conversation={conversation} current={current} onWalk={onWalk} />
            )}
          </li>
        ))}
        {found?.length === 0 && (
          <li className="px-2 py-4 text-13 text-soft">{text(emptyKey(words, inTrash))}</li>
        )}
      </ul>
      <Foot inTrash={inTrash} count={found?.length ?? 0} />
    </nav>
  );
}

function emptyKey(words: string, inTrash: boolean): Key {
  if (words !== '') return 'ask.noHits';
  return inTrash ? 'ask.trash.empty' : 'ask.none';
}

/** The way to the trash and back, and the end of what is in it. */
function Foot({ inTrash, count }: { inTrash: boolean; count: number }): JSX.Element {
  const text = useText();
  return (
    <div className="flex flex-wrap gap-x-3">
      <Button
        look="quiet"
        className="text-13"
        onClick={() => {
          showShelf(inTrash ? 'all' : 'trash');
        }}
      >
        <Icon name={inTrash ? 'previous' : 'trash'} />
        {text(inTrash ? 'ask.trash.back' : 'ask.trash')}
      </Button>
      {inTrash && count > 0 && (
        <Purge label={text('ask.purgeAll')} title={text('ask.purgeAll.title')} />
      )}
    </div>
  );
}

interface KeptProps extends Props {
  readonly conversation: Conversation;
}

function Kept({ conversation, current, onWalk }: KeptProps): JSX.Element {
  const { id, title, excerpt } = conversation;
  const here = id === current;
  return (
    <a
      href={`#ask/${id}`}
      aria-current={here ? 'page' : undefined}
      className={`flex flex-col rounded-control px-2 py-2 text-14 transition-colors ${here ? 'bg-stage font-bold' : 'hover:bg-stage'}`}
      onClick={onWalk}
    >
      <span dir="auto" className="truncate" title={title}>
        {title}
      </span>
      {excerpt !== null && (
        <span dir="auto" className="truncate text-12 font-normal text-soft">
          {excerpt}
        </span>
      )}
    </a>
  );
}

function Trashed({ conversation }: { conversation: Conversation }): JSX.Element {
  const text = useText();
  const { id, title } = conversation;
  return (
    <div className="flex flex-col gap-1 rounded-control px-2 py-2">
      <span dir="auto" className="truncate text-14" title={title}>
        {title}
      </span>
      <span className="flex gap-3">
        <Button
          look="quiet"
          className="text-13 underline"
          onClick={() => {
            change({ trashed: false }, id).catch(tellTrouble);
          }}
        >
          {text('ask.restore')}
        </Button>
        <Purge
          id={id}
          className="underline"
          label={text('ask.purge')}
          title={text('ask.purge.title', { title })}
        />
      </span>
    </div>
  );
}

interface PurgeProps {
  /** None: everything in the trash. */
  readonly id?: string;
  readonly className?: string;
  readonly label: string;
  readonly title: string;
}

/** The one thing here that cannot be taken back. */
function Purge({ id, className = '', label, title }: PurgeProps): JSX.Element {
  const text = useText();
  return (
    <ConfirmButton
      look="quiet"
      className={`text-13 ${className}`}
      label={label}
      title={title}
      words={text('ask.purge.text')}
      yes={text('ask.purge')}
      no={text('ask.edit.cancel')}
      closeLabel={text('ask.close')}
      onYes={() => {
        const which = id === undefined ? {} : { id };
        studio.ask('conversations:purge', which).then(refreshList, tellTrouble);
      }}
    />
  );
}
