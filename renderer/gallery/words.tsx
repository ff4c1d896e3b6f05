import type { ComponentProps, JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Toast, Toasts, ToastSentence } from '../ui/toast.tsx';
import { ArchiveWord } from './archive/word.tsx';
import { done, told, undo } from './changes.ts';
import { ExportWord } from './export/word.tsx';
import { trouble } from './known.ts';
import { RoundProgress } from './round-progress.tsx';

/** What was just done, with the way back; and what went wrong. */
export function Words({ over }: Pick<ComponentProps<typeof Toasts>, 'over'>): JSX.Element {
  const text = useText();
  const last = useStore(done).at(-1);
  const quiet = useStore(told);
  const failure = useStore(trouble);

  return (
    <Toasts over={over}>
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
