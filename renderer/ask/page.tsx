import { useEffect, useMemo, useState, type JSX } from 'react';
import type { AskedImage } from '../../preload/contract/conversation.ts';
import type { Key } from '../i18n/text.ts';
import { imageToAsk } from '../state/handover.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { usePlace } from '../state/place.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { connection } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { DropSign, imagesAmong, useIntake } from '../ui/intake.tsx';
import { Toast, Toasts } from '../ui/toast.tsx';
import { branchOf, lastAnswer, writtenNow, type Shown } from './branch.ts';
import { ChooseImage } from './choose-image.tsx';
import { Composer, QUESTION_ID } from './composer.tsx';
import {
  attachFiles,
  attachFromGallery,
  draftOf,
  drafts,
  forgetFailure,
  mostImages,
} from './draft.ts';
import { Header } from './header.tsx';
import { ImagesPanel } from './images-panel.tsx';
import { list, refreshList, showTrashed } from './list.ts';
import { Messages } from './messages.tsx';
import { Sidebar } from './sidebar.tsx';
import {
  change,
  live as liveStore,
  newTalk,
  openTalk,
  stopAnswer,
  talk,
  tellTrouble,
} from './talk.ts';

/** Conversations at the side, images as the model sees them, and what is said about them. */
export function AskPage(): JSX.Element {
  const text = useText();
  const { conversation, messages, choices, failure, sending } = useStore(talk);
  const branch = useMemo(() => branchOf(messages, choices), [messages, choices]);
  const [listOpen, setListOpen] = useState(false);
  const id = conversation?.id ?? null;
  const hindrance = useHindrance();
  const writing = writtenNow(branch);
  // What is brought belongs to the next question.
  const { dropping, target } = useIntake((files) => {
    void attachFiles(id, imagesAmong(files));
    document.getElementById(QUESTION_ID)?.focus();
  });
  useAddress();
  useFollowing(writing?.id, id);

  const draft = draftOf(useStore(drafts), id);
  const asked = imagesOf(branch);
  const closeList = (): void => {
    setListOpen(false);
  };
  return (
    <main className="relative flex min-w-0 flex-1" {...target}>
      <div className="hidden w-62 shrink-0 flex-col border-r border-line p-4 wide:flex">
        <Sidebar current={id} onWalk={closeList} />
      </div>
      {listOpen && <ListSheet current={id} onClose={closeList} />}
      <div className="flex min-w-0 flex-1 flex-col">
        <Header
          key={id}
          conversation={conversation}
          leaf={branch.at(-1)?.message.id ?? null}
          onList={() => {
            setListOpen(true);
          }}
        />
        <div className="flex min-h-0 flex-1 max-sm:flex-col">
          <ImagesPanel conversation={id} asked={asked} />
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            {branch.length === 0 ? (
              <Intro conversation={id} bare={draft.images.length === 0} />
            ) : (
              <Messages
                key={id}
                branch={branch}
                busy={writing !== undefined || hindrance !== null}
              />
            )}
            <Trouble failure={failure} />
            <div className="relative">
              <Words />
              <Composer
                conversation={id}
                parent={lastAnswer(branch)}
                hasImages={asked.length > 0}
                hindrance={sending ? 'ask.starting' : hindrance}
                onStop={
                  writing &&
                  (() => {
                    stopAnswer(writing.id);
                  })
                }
              />
            </div>
          </div>
        </div>
      </div>
      {dropping && <DropSign look="ask">{text('ask.drop')}</DropSign>}
    </main>
  );
}

/** The conversations where there is no room for them at the side. */
function ListSheet({
  current,
  onClose,
}: {
  current: string | null;
  onClose: () => void;
}): JSX.Element {
  const text = useText();
  return (
    <Dialog title={text('ask.list')} closeLabel={text('ask.close')} onClose={onClose}>
      <div className="flex h-[60dvh] flex-col">
        <Sidebar current={current} onWalk={onClose} />
      </div>
    </Dialog>
  );
}

/** Why the conversation could not be opened, or the question not be asked. */
function Trouble({ failure }: { failure: JobFailure | null }): JSX.Element | null {
  const text = useText();
  if (failure === null) return null;
  return (
    <p role="alert" className="mx-auto w-full max-w-[68ch] px-6 py-2 text-14">
      {text(`failure.${failure.code}`)}
    </p>
  );
}

/** The page before its first question. */
function Intro({
  conversation,
  bare,
}: {
  conversation: string | null;
  bare: boolean;
}): JSX.Element {
  const text = useText();
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <span className="text-indigo [&_svg]:size-8">
        <Icon name="bubble" />
      </span>
      <h2 className="text-20 font-bold">{text('ask.intro.title')}</h2>
      <p className="max-w-100 text-14 text-balance text-soft">{text('ask.intro.text')}</p>
      {bare && <ChooseImage conversation={conversation} look="plain" />}
    </div>
  );
}

/** What happened a moment ago, with the way back. */
function Words(): JSX.Element {
  const text = useText();
  const { trashed } = useStore(list);
  const { failure } = useStore(drafts);
  return (
    <Toasts over="composer">
      {trashed && (
        <Toast
          closeLabel={text('ask.close')}
          onClose={() => {
            showTrashed(null);
          }}
        >
          <p className="line-clamp-2">{text('ask.trashed', { title: trashed.title })}</p>
          <Button
            look="quiet"
            className="text-13 underline"
            onClick={() => {
              showTrashed(null);
              change({ trashed: false }, trashed.id).then(() => {
                location.hash = `ask/${trashed.id}`;
              }, tellTrouble);
            }}
          >
            {text('ask.undo')}
          </Button>
        </Toast>
      )}
      {failure && (
        <Toast closeLabel={text('ask.close')} onClose={forgetFailure}>
          <p>
            {failure === 'many'
              ? text('ask.image.many', { count: mostImages })
              : text(`failure.${failure.code}`)}
          </p>
          {failure !== 'many' && (
            <details className="text-soft">
              <summary className="w-fit rounded-control">{text('failed.details')}</summary>
              <p lang="en">{failure.message}</p>
            </details>
          )}
        </Toast>
      )}
    </Toasts>
  );
}

function imagesOf(branch: readonly Shown[]): readonly AskedImage[] {
  const all = branch.flatMap(({ message }) => message.images);
  return [...new Map(all.map((image) => [image.id, image])).values()];
}

/** Why nothing can be asked, whatever is written. */
function useHindrance(): Key | null {
  const { model } = useStore(studioState);
  const reached = useStore(connection);
  if (reached === 'lost') return 'ask.why.lost';
  if (reached === 'connecting' || model === null) return 'ask.why.connecting';
  return model === undefined ? 'ask.why.model' : null;
}

/** `#ask`, `#ask/<conversation>`, `#ask/picture/<picture>`: what the page shows is its address. */
function useAddress(): void {
  const place = usePlace();
  useEffect(() => {
    refreshList();
    const file = imageToAsk.get();
    imageToAsk.set(null);
    if (file) void attachFiles(null, [file]);
  }, []);
  useEffect(() => {
    const [room, first, second] = place.split('/');
    if (room !== 'ask') return;
    if (first === 'picture' && second !== undefined) {
      newTalk();
      void attachFromGallery(null, second);
      // Walking back must not attach it once more.
      location.replace('#ask');
    } else if (first === undefined || first === '') newTalk();
    else if (talk.get().conversation?.id !== first) void openTalk(first);
  }, [place]);
}

const lookEveryMs = 500;

/** Follows an answer that another window asked for, or this one before it was reloaded. */
function useFollowing(answer: string | undefined, conversation: string | null): void {
  const reached = useStore(connection);
  const isLive = useStore(liveStore)[answer ?? ''] !== undefined;
  useEffect(() => {
    if (answer === undefined || conversation === null || isLive || reached !== 'open') {
      return undefined;
    }
    const timer = setInterval(() => void openTalk(conversation), lookEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, [answer, conversation, isLive, reached]);
}
