import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { purge } from './changes.ts';

interface Props {
  /** 'all' empties the trash. */
  readonly numbers: readonly number[] | 'all';
  readonly count: number;
  /** How the button is called. */
  readonly label: string;
}

/** The one thing here that cannot be taken back: asks first. */
export function Purge({ numbers, count, label }: Props): JSX.Element {
  const text = useText();
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Button
        look="plain"
        aria-haspopup="dialog"
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </Button>
      {asking && (
        <Dialog
          title={text('gallery.purge.title', { count })}
          closeLabel={text('gallery.close')}
          onClose={close}
        >
          <p className="text-14">{text('gallery.purge.text')}</p>
          <div className="flex justify-end gap-2">
            <Button look="plain" onClick={close}>
              {text('gallery.keep')}
            </Button>
            <Button
              look="plain"
              className="font-bold"
              onClick={() => {
                close();
                void purge(numbers);
              }}
            >
              {text('gallery.purge')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
