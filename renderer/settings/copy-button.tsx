import { useEffect, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';

/** Over plain HTTP from another machine there is no clipboard: then there is no button. */
export function CopyButton({ text: copied }: { text: string }): JSX.Element | null {
  const text = useText();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => {
      setDone(false);
    }, 2_000);
    return () => {
      clearTimeout(timer);
    };
  }, [done]);
  if (!isSecureContext) return null;
  return (
    <Button
      look="plain"
      className="min-w-20"
      onClick={() => {
        navigator.clipboard.writeText(copied).then(
          () => {
            setDone(true);
          },
          () => undefined, // refused: the text is there to be selected
        );
      }}
    >
      <span role="status">{text(done ? 'prefs.copied' : 'prefs.copy')}</span>
    </Button>
  );
}
