import { useEffect, useState, type JSX, type ReactNode } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { isTyping } from '../ui/typing.ts';
import { bring, brought, putAway } from './brought.ts';
import { isLeaving } from './drag-out.ts';
import { Offer } from './offer.tsx';

/** Takes image files that are dropped or pasted anywhere in the room. */
export function Importer({ children }: { children: ReactNode }): JSX.Element {
  const text = useText();
  const [over, setOver] = useState(false);
  const offered = useStore(brought);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (!isTyping(event.target)) void bring(event.clipboardData?.files ?? []);
    };
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('paste', onPaste);
      putAway();
    };
  }, []);

  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragOver={(event) => {
        if (isLeaving() || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const { currentTarget, relatedTarget } = event;
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)))
          setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (isLeaving()) return;
        void bring(event.dataTransfer.files);
      }}
    >
      {children}
      {over && (
        <p className="pointer-events-none absolute inset-4 z-10 flex items-center justify-center rounded-card border-2 border-dashed border-ink bg-surface/85 text-20 font-bold">
          {text('gallery.drop')}
        </p>
      )}
      {offered && <Offer key={offered.address} brought={offered} onClose={putAway} />}
    </div>
  );
}
