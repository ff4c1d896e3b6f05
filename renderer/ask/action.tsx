import { useEffect, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly disabled?: boolean;
  /** It has just come back in place of what had the focus. */
  readonly autoFocus?: boolean;
  readonly onClick: () => void;
}

/** A small thing to do with a message: an icon with its name. */
export function Action({ icon, label, ...rest }: Props): JSX.Element {
  return (
    <Button look="quiet" aria-label={label} title={label} className="min-w-7" {...rest}>
      <Icon name={icon} />
    </Button>
  );
}

const copiedMs = 1500;

/** Copies a text, and says so for a moment. */
export function CopyAction({ text: copy }: { text: string }): JSX.Element {
  const text = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, copiedMs);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <>
      <Action
        icon="duplicate"
        label={text('ask.copy')}
        onClick={() => {
          // A browser that refuses says nothing of use; the text can be selected.
          void navigator.clipboard.writeText(copy).then(
            () => {
              setCopied(true);
            },
            () => undefined,
          );
        }}
      />
      <span role="status" className="text-12 text-soft">
        {copied && text('ask.copied')}
      </span>
    </>
  );
}
