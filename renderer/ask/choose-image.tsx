import { useRef, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { attachFiles } from './draft.ts';

interface Props {
  readonly conversation: string | null;
  readonly look: 'quiet' | 'plain';
}

/** Opens the system's dialog; what is chosen belongs to the next question. */
export function ChooseImage({ conversation, look }: Props): JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  const label = text('ask.choose');
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif,image/tiff"
        onChange={({ currentTarget }) => {
          void attachFiles(conversation, [...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      <Button
        look={look}
        className={look === 'quiet' ? 'min-w-8' : ''}
        aria-label={label}
        title={label}
        onClick={() => input.current?.click()}
      >
        <Icon name="image" />
        {look === 'plain' && label}
      </Button>
    </>
  );
}
