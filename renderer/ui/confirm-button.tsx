import { useState, type ComponentProps, type JSX } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props extends Pick<ComponentProps<typeof Button>, 'look' | 'className'> {
  readonly label: string;
  /** The question. */
  readonly title: string;
  /** What there is to know before it is answered. */
  readonly words: string;
  readonly yes: string;
  readonly no: string;
  readonly closeLabel: string;
  readonly onYes: () => void;
}

/** A button for what cannot be taken back: it asks first. */
export function ConfirmButton(props: Props): JSX.Element {
  const { label, title, words, yes, no, closeLabel, onYes, ...rest } = props;
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Button
        {...rest}
        aria-haspopup="dialog"
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </Button>
      {asking && (
        <Dialog title={title} closeLabel={closeLabel} onClose={close}>
          <p className="text-14">{words}</p>
          <div className="flex justify-end gap-2">
            <Button look="plain" onClick={close}>
              {no}
            </Button>
            <Button
              look="plain"
              className="font-bold"
              onClick={() => {
                close();
                onYes();
              }}
            >
              {yes}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
