import { useEffect, useRef, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { writeCaption } from './captions.ts';
import { describe, rounds, turnOf } from './rounds.ts';
import { Part } from './part.tsx';

interface Props {
  readonly picture: Picture;
}

/** What a picture is said to show, and the ways to say it: by the model, or by hand. */
export function Caption({ picture }: Props): JSX.Element {
  const text = useText();
  const [writing, setWriting] = useState(false);
  return (
    <Part title={text('caption.title')}>
      {writing ? (
        <Writing
          old={picture.caption ?? ''}
          onEnd={(next) => {
            setWriting(false);
            if (next !== null) void writeCaption(picture, next === '' ? null : next);
          }}
        />
      ) : (
        <Said
          picture={picture}
          onWrite={() => {
            setWriting(true);
          }}
        />
      )}
    </Part>
  );
}

function Said({ picture, onWrite }: Props & { onWrite: () => void }): JSX.Element {
  const text = useText();
  const { caption, number, trashedAt } = picture;
  const now = turnOf(useStore(rounds.captions), number);
  const said = now ? text(`caption.${now}`) : (caption ?? text('caption.none'));
  return (
    <>
      <p
        dir="auto"
        aria-live="polite"
        className={`max-h-48 overflow-y-auto text-14 break-words whitespace-pre-wrap ${caption === null || now ? 'text-soft' : ''}`}
      >
        {said}
      </p>
      {trashedAt === null && <Ways picture={picture} describing={now !== null} onWrite={onWrite} />}
    </>
  );
}

interface WaysProps extends Props {
  readonly describing: boolean;
  readonly onWrite: () => void;
}

function Ways({ picture, describing, onWrite }: WaysProps): JSX.Element {
  const text = useText();
  const { caption, number } = picture;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        look="small"
        title={text('caption.describe.hint')}
        disabled={describing}
        onClick={() => void describe([number], text('ask.preset.describe.text'))}
      >
        <span className="text-indigo [&_svg]:size-4">
          <Icon name="bubble" />
        </span>
        {text(caption === null ? 'caption.describe' : 'caption.again')}
      </Button>
      <Button look="small" onClick={onWrite}>
        {text(caption === null ? 'caption.write' : 'caption.edit')}
      </Button>
      {caption !== null && (
        <Button look="small" onClick={() => void writeCaption(picture, null)}>
          {text('caption.remove')}
        </Button>
      )}
    </div>
  );
}

interface WritingProps {
  readonly old: string;
  /** @param next What was written; null leaves it as it was. */
  readonly onEnd: (next: string | null) => void;
}

/** Ctrl+Enter saves, Esc leaves it as it was. */
function Writing({ old, onEnd }: WritingProps): JSX.Element {
  const text = useText();
  const [written, setWritten] = useState(old);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(old.length, old.length);
  }, [old]);
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onEnd(written.trim());
      }}
    >
      <textarea
        ref={field}
        aria-label={text('caption.label')}
        rows={5}
        maxLength={5000}
        dir="auto"
        className="w-full resize-y rounded-control border border-edge bg-raised px-3 py-2 text-14"
        value={written}
        onChange={(event) => {
          setWritten(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            event.stopPropagation();
            onEnd(null);
          }
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            onEnd(written.trim());
          }
        }}
      />
      <div className="flex gap-2">
        <Button look="small" type="submit" className="font-bold">
          {text('caption.save')}
        </Button>
        <Button
          look="small"
          onClick={() => {
            onEnd(null);
          }}
        >
          {text('caption.cancel')}
        </Button>
      </div>
    </form>
  );
}
