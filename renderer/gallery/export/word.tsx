import type { JSX } from 'react';
import { useText } from '../../state/language.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Toast } from '../../ui/toast.tsx';
import { exporting, exportOpen } from './exporting.ts';
import { Take, Told } from './result.tsx';

/** How an export goes on whose dialog is closed. */
export function ExportWord(): JSX.Element | null {
  const text = useText();
  const going = useStore(exporting);
  const open = useStore(exportOpen);
  if (going === null || open) return null;
  const show = (): void => {
    exportOpen.set(true);
  };
  if (going.state === 'going') {
    return (
      <Toast>
        <span className="flex items-center gap-4">
          {text('export.begins')}
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
