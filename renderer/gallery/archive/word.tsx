import type { JSX } from 'react';
import { useText } from '../../state/language.ts';
import { useStore } from '../../state/store.ts';
import { Toast, ToastSentence } from '../../ui/toast.tsx';
import { arrivalOpen, arriving, putArchiveAway } from './arriving.ts';
import { useImported } from './imported.ts';

/** How an import goes on whose dialog is closed. */
export function ArchiveWord(): JSX.Element | null {
  const text = useText();
  const say = useImported();
  const now = useStore(arriving);
  const open = useStore(arrivalOpen);
  if (now === null || open) return null;
  if (now.stage === 'done') {
    return (
      <Toast closeLabel={text('gallery.close')} onClose={putArchiveAway}>
        <p>{say(now.imported)}</p>
      </Toast>
    );
  }
  return (
    <Toast>
      <ToastSentence
        says={text(now.stage === 'failed' ? 'archive.failed' : 'archive.begins')}
        action={text('export.show')}
        onAction={() => {
          arrivalOpen.set(true);
        }}
      />
    </Toast>
  );
}
