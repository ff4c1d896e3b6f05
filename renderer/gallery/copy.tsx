import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { pictureAddress } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly label: string;
  readonly copy: () => Promise<void>;
}

/** Copies, and says so in its place: or why not. */
export function Copy({ label, copy }: Props): JSX.Element {
  const text = useText();
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  return (
    <Button
      look="quiet"
      className="text-13"
      aria-live="polite"
      onClick={() => {
        copy().then(
          () => {
            setState('done');
          },
          () => {
            setState('failed');
          },
        );
      }}
      onBlur={() => {
        setState('idle');
      }}
    >
      <Icon name={state === 'done' ? 'check' : 'copy'} />
      {state === 'idle' ? label : text(`gallery.copy.${state}`)}
    </Button>
  );
}

/** Puts the picture itself on the clipboard. */
export async function copyImage(id: string): Promise<void> {
  const response = await fetch(pictureAddress(id));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': response.blob() })]);
}
