import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { purge } from './changes.ts';

interface Props {
  /** 'all' empties the trash. */
  readonly numbers: readonly number[] | 'all';
  readonly count: number;
  /** How the button is called. */
  readonly label: string;
}

/** The one thing here that cannot be taken back. */
export function Purge({ numbers, count, label }: Props): JSX.Element {
  const text = useText();
  return (
    <ConfirmButton
      look="plain"
      label={label}
      title={text('gallery.purge.title', { count })}
      words={text('gallery.purge.text')}
      yes={text('gallery.purge')}
      no={text('gallery.keep')}
      closeLabel={text('gallery.close')}
      onYes={() => void purge(numbers)}
    />
  );
}
