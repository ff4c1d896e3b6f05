import type { JSX } from 'react';
import type { Key } from '../i18n/text.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { askKeys, useAskKeys } from './ask-keys.ts';
import { ChooseImage } from './choose-image.tsx';
import { draftOf, drafts, setEnterAsks, write } from './draft.ts';
import { ask } from './talk.ts';

/** Where the hands go back to when something else had the focus. */
export const QUESTION_ID = 'question';

interface Props {
  readonly conversation: string | null;
  /** The answer that the question follows. */
  readonly parent: string | null;
  /** The conversation shows images already. */
  readonly hasImages: boolean;
  /** Why nothing can be asked whatever is written; null = it can. */
  readonly hindrance: Key | null;
  /** Undefined: no answer is being written. */
  readonly onStop: (() => void) | undefined;
}

/** The question and its button, ready-made questions above it. */
export function Composer(props: Props): JSX.Element {
  const { conversation, parent, hasImages, hindrance, onStop } = props;
  const text = useText();
  const all = useStore(drafts);
  const draft = draftOf(all, conversation);
  const why = hindrance ?? (draft.text.trim() === '' ? 'ask.why.empty' : null);
  /** Something could be asked, whatever it is. */
  const canSend = hindrance === null && onStop === undefined && all.arriving === 0;
  const canAsk = canSend && why === null;

  const send = (question: string): void => {
    const words = question.trim();
    if (words === '' || !canSend) return;
    const wish = {
      kind: 'new',
      parent,
      text: words,
      images: draft.images.map(({ id }) => id),
    } as const;
    void ask(wish, () => {
      const now = draftOf(drafts.get(), conversation);
      const text = now.text.trim() === words ? '' : now.text;
      write(conversation, { text, images: [] });
    });
  };
  const keyboard = useAskKeys(send, all.enterAsks);
  const ready = (hasImages || draft.images.length > 0) && canSend && draft.text === '';

  return (
    <div className="mx-auto w-full max-w-[calc(68ch+48px)] px-6 pb-4">
      <Presets
        there={ready}
        onAsk={(question) => {
          send(question);
        }}
      />
      <form
        className="flex flex-col rounded-card border border-edge bg-raised focus-within:border-indigo"
        onSubmit={(event) => {
          event.preventDefault();
          send(draft.text);
        }}
      >
        <textarea
          id={QUESTION_ID}
          data-begin
          rows={1}
          autoFocus
          dir="auto"
          maxLength={200_000}
          aria-label={text('ask.question')}
          aria-describedby="question-hint"
          placeholder={text('ask.placeholder')}
          className="mt-3 field-sizing-content max-h-36 min-h-6 resize-none overflow-y-auto bg-transparent px-4 text-16 placeholder:text-soft focus-visible:outline-none"
          spellCheck={false}
          value={draft.text}
          onChange={({ currentTarget: { value } }) => {
            // The line break of the Enter that asked may arrive after it.
            if (draft.text !== '' || value !== '\n') write(conversation, { text: value });
          }}
          {...keyboard}
        />
        <div className="flex items-center gap-2 p-2 pt-3">
          <ChooseImage conversation={conversation} look="quiet" />
          <Hint hindrance={hindrance} enterAsks={all.enterAsks} />
          <AskButton why={why} canAsk={canAsk} onStop={onStop} />
        </div>
      </form>
    </div>
  );
}

/** Ready-made questions, for when there is an image and nothing written. */
function Presets({
  there,
  onAsk,
}: {
  there: boolean;
  onAsk: (question: string) => void;
}): JSX.Element {
  const text = useText();
  return (
    <div
      role="group"
      aria-label={text('ask.preset.label')}
      className="flex min-h-10 flex-wrap items-start gap-2"
    >
      {there &&
        presets.map((preset) => (
          <button
            key={preset}
            type="button"
            className="h-8 appear rounded-full border border-edge bg-raised px-3 text-13 whitespace-nowrap hover:bg-stage"
            onClick={() => {
              onAsk(text(`ask.preset.${preset}.text`));
            }}
          >
            {text(`ask.preset.${preset}`)}
          </button>
        ))}
    </div>
  );
}

interface ButtonProps extends Pick<Props, 'onStop'> {
  readonly why: Key | null;
  readonly canAsk: boolean;
}

/** One button, so that the focus stays where it is when its meaning changes. */
function AskButton({ why, canAsk, onStop }: ButtonProps): JSX.Element {
  const text = useText();
  return (
    <Button
      look={onStop ? 'plain' : 'ask'}
      type={onStop ? 'button' : 'submit'}
      className="min-w-24 font-bold"
      disabled={!onStop && !canAsk}
      title={why === null || onStop ? undefined : text(why)}
      onClick={(event) => {
        // The second press of a double click on Ask is not meant for Stop.
        if (onStop && event.detail < 2) onStop();
      }}
    >
      {onStop && <span className="size-3 rounded-[2px] bg-current" aria-hidden="true" />}
      {text(onStop ? 'ask.stop' : 'ask.ask')}
    </Button>
  );
}

const presets = ['describe', 'meme', 'read', 'prompt'] as const;

/** Why nothing can be asked; else what Enter does, to be changed by a press. */
function Hint({
  hindrance,
  enterAsks,
}: {
  hindrance: Key | null;
  enterAsks: boolean;
}): JSX.Element {
  const text = useText();
  if (hindrance !== null) {
    return (
      <p id="question-hint" role="status" className="min-w-0 flex-1 text-12 text-soft">
        {text(hindrance)}
      </p>
    );
  }
  return (
    <div className="min-w-0 flex-1 max-sm:invisible">
      <button
        type="button"
        id="question-hint"
        title={text('ask.enter.change')}
        className="group flex items-center gap-1 rounded-control text-left text-12 text-soft hover:text-ink"
        onClick={() => {
          setEnterAsks(!enterAsks);
        }}
      >
        {enterAsks ? text('ask.enter.sends') : text('ask.enter.breaks', { keys: askKeys })}
        <span className="opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100">
          <Icon name="sliders" />
        </span>
      </button>
    </div>
  );
}
