import { useId, useRef, useState, type JSX } from 'react';
import type { CheckpointFacts, ModelShelf } from '../../preload/contract/library.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { grantFolder, type Outcome } from '../state/models.ts';
import type { Key } from '../i18n/text.ts';
import { inDesktop, studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Trouble } from '../ui/trouble.tsx';
import { CheckpointForm } from './checkpoint-form.tsx';

/** A folder that was let in, and what is in it. */
interface Found {
  readonly grant: string;
  readonly facts: CheckpointFacts;
}

interface Props {
  readonly shelf: ModelShelf;
  readonly onClose: () => void;
}

/** From a folder to a build: name it, see what it is, accept its licence, choose how to store it. */
export function BuildForm({ shelf, onClose }: Props): JSX.Element {
  const text = useText();
  const title = useId();
  const [found, setFound] = useState<Found | null>(null);
  const [looking, setLooking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const latest = useRef(0);

  const look = async (typed: string | undefined): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    setLooking(true);
    setOutcome(null);
    setFound(null);
    try {
      const granted = await grantFolder(typed);
      if (granted === null) return;
      const facts = await studio.ask('model:inspect', { grant: granted.grant });
      if (mine === latest.current) setFound({ grant: granted.grant, facts });
    } catch (thrown) {
      if (mine === latest.current) setOutcome(toFailure(thrown));
    } finally {
      if (mine === latest.current) setLooking(false);
    }
  };

  return (
    <section
      aria-labelledby={title}
      className="flex appear flex-col gap-4 rounded-card border border-edge bg-raised p-6"
    >
      <div className="flex items-center justify-between">
        <h2 id={title} className="text-20 font-bold">
          {text('build.title')}
        </h2>
        <Button look="quiet" aria-label={text('build.close')} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {inDesktop ? (
        <FolderDialog busy={looking} onChoose={() => void look(undefined)} />
      ) : (
        <FolderField busy={looking} onType={(typed) => void look(typed)} />
      )}
      {outcome && (
        <Trouble
          sentence={text(sentenceOf(outcome.code))}
          detailsLabel={text('failed.details')}
          details={outcome.message}
        />
      )}
      {found && <CheckpointForm key={found.grant} {...found} shelf={shelf} onStarted={onClose} />}
    </section>
  );
}

/** What is wrong with a folder, said for who typed it. */
function sentenceOf(code: NonNullable<Outcome>['code']): Key {
  switch (code) {
    case 'not-found':
    case 'not-allowed':
    case 'bad-request':
    case 'bad-checkpoint':
      return `build.trouble.${code}`;
    default:
      return `failure.${code}`;
  }
}

function FolderField({
  busy,
  onType,
}: {
  busy: boolean;
  onType: (typed: string) => void;
}): JSX.Element {
  const text = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  return (
    <form
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '' && !busy) onType(typed);
      }}
    >
      <label htmlFor={id} className="text-13 font-bold">
        {text('build.folder')}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          className="h-9 min-w-0 flex-1 rounded-control border border-edge bg-surface px-3 text-14"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit" look="plain" disabled={busy || typed.trim() === ''}>
          {text('build.look')}
        </Button>
      </div>
      <p id={`${id}-hint`} role="status" className="text-12 text-soft">
        {text(busy ? 'build.looking' : 'build.folder.hint')}
      </p>
    </form>
  );
}

/** In the desktop host the system asks for the folder. */
function FolderDialog({ busy, onChoose }: { busy: boolean; onChoose: () => void }): JSX.Element {
  const text = useText();
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button autoFocus look="main" disabled={busy} onClick={onChoose}>
        <Icon name="folder" />
        {text('build.choose')}
      </Button>
      <p role="status" className="text-13 text-soft">
        {text(busy ? 'build.looking' : 'build.folder.dialog')}
      </p>
    </div>
  );
}
