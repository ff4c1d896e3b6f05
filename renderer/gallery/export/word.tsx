import type { JSX } from 'react';
import { useText } from '../../state/language.ts';
import { useStore } from '../../state/store.ts';
import { Toast, ToastSentence } from '../../ui/toast.tsx';
import { exporting, exportOpen } from './exporting.ts';
import { Take, Told } from './result.tsx';

/** How an export goes on whose dialog is closed. */
export function ExportWord(): JSX.Element | null {
  const text = useText();
  const going = useStore(exporting);
  const open = useStore(exportOpen);
  if (going === null || open) return null;
  if (going.state === 'going') {
    return (
      <Toast>
        <ToastSentence
          says={text('export.begins')}
          action={text('export.show')}
          onAction={() => {
            exportOpen.set(true);
          }}
        />
      </Toast>
    );
  }
  return (
    <Toast
      closeLabel={text('gallery.close')}
      onClose={() => {
        exporting.set(null);
      }}
    >
      {going.state === 'failed' ? (
        <p>{text(`failure.${going.failure.code}`)}</p>
      ) : (
        <>
          <Told exported={going.exported} />
          <Take exported={going.exported} />
        </>
      )}
    </Toast>
  );
}
