import type { JSX } from 'react';
import { useText } from '../../state/language.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Toast } from '../../ui/toast.tsx';
import { arrivalOpen, arriving, putArchiveAway } from './arriving.ts';
import { useImported } from './imported.ts';

/** How an import goes on whose dialog is closed. */
export function ArchiveWord(): JSX.Element | null {
  const text = useText();
  const say = useImported();
  const now = useStore(arriving);
  const open = useStore(arrivalOpen);
  if (now === null || open) return null;
  const show = (): void => {
    arrivalOpen.set(true);
  };
  if (now.stage === 'done') {
    return (
      <Toast closeLabel={text('gallery.close')} onClose={putArchiveAway}>
        <p>{say(now.imported)}</p>
      </Toast>
    );
  }
  return (
    <Toast>
      <span className="flex items-center gap-4">
        {text(now.stage === 'failed' ? 'archive.failed' : 'archive.begins')}
        <Button
          look="quiet"
          className="font-bold text-ink underline underline-offset-4"
          onClick={show}
        >
          {text('export.show')}
        </Button>
      </span>
    </Toast>
  );
}
