import { useEffect, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Toast, Toasts, ToastSentence } from '../ui/toast.tsx';
import { isTyping, letterOf } from '../ui/typing.ts';
import { ArchiveWord } from './archive/word.tsx';
import { done, told, undo } from './changes.ts';
import { ExportWord } from './export/word.tsx';
import { trouble } from './known.ts';
import { RoundProgress } from './round-progress.tsx';
import { nothing } from './selection.ts';
import { selection } from './shelf.ts';

/** What was just done, with the way back; and what went wrong. */
export function Words(): JSX.Element {
  const text = useText();
  const last = useStore(done).at(-1);
  const quiet = useStore(told);
  const failure = useStore(trouble);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (letterOf(event) !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (isTyping(event.target) || done.get().length === 0) return;
      event.preventDefault();
      void undo();
    };
    addEventListener('keydown', onKeyDown);
    return () => {
      removeEventListener('keydown', onKeyDown);
      selection.set(nothing);
      told.set(true);
    };
  }, []);

  return (
    <Toasts>
      <RoundProgress room="captions" />
      <RoundProgress room="scoring" />
      {failure && (
        <Toast
          closeLabel={text('gallery.close')}
          onClose={() => {
            trouble.set(null);
          }}
        >
          <p>{text(`failure.${failure.code}`)}</p>
          <p lang="en" className="text-12 [overflow-wrap:anywhere] text-soft">
            {failure.message}
          </p>
        </Toast>
      )}
      <ExportWord />
      <ArchiveWord />
      {last && !quiet && (
        <Toast
          closeLabel={text('gallery.close')}
          onClose={() => {
            told.set(true);
          }}
        >
          <ToastSentence
            says={text(`gallery.did.${last.kind}`, { count: last.count })}
            action={text('gallery.undo')}
            onAction={() => void undo()}
          />
        </Toast>
      )}
    </Toasts>
  );
}
