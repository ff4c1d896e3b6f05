import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { Icon } from '../ui/icon.tsx';
import { ImageChooser } from '../ui/intake.tsx';
import { attachFiles } from './draft.ts';

interface Props {
  readonly conversation: string | null;
  readonly look: 'quiet' | 'plain';
}

/** Opens the system's dialog; what is chosen belongs to the next question. */
export function ChooseImage({ conversation, look }: Props): JSX.Element {
  const text = useText();
  const label = text('ask.choose');
  return (
    <ImageChooser
      look={look}
      className={look === 'quiet' ? 'min-w-8' : ''}
      label={label}
      multiple
      onTake={(files) => void attachFiles(conversation, files)}
    >
      <Icon name="image" />
      {look === 'plain' && label}
    </ImageChooser>
  );
}
