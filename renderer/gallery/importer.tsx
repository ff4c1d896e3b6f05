import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react';
import type { Recalled } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { isTyping } from '../ui/typing.ts';
import { trouble } from './known.ts';
import { Offer } from './offer.tsx';

/** Image files from outside, and what the first says about itself. */
export interface Brought {
  readonly files: readonly File[];
  readonly says: Recalled | null;
  /** Of the first, while it is shown. */
  readonly address: string;
}

interface Props {
  /** @param pick Asks for files with the system's dialog. */
  readonly children: (pick: () => void) => ReactNode;
}

/** Takes image files that are dropped or pasted anywhere in the room, or picked. */
export function Importer({ children }: Props): JSX.Element {
  const text = useText();
  const [over, setOver] = useState(false);
  const [brought, setBrought] = useState<Brought | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  const bring = (given: FileList | null): void => {
    const files = [...(given ?? [])];
    const images = files.filter(({ type }) => type.startsWith('image/'));
    if (images.length > 0) {
      look(images)
        .then(setBrought)
        .catch((thrown: unknown) => {
          trouble.set(toFailure(thrown));
        });
    } else if (files.length > 0) {
      const message = `Expected an image but received ${files[0]?.name ?? ''}.`;
      trouble.set({ code: 'bad-image', message });
    }
  };

  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (!isTyping(event.target)) bring(event.clipboardData?.files ?? null);
    };
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('paste', onPaste);
    };
  }, []);

  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
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
        bring(event.dataTransfer.files);
      }}
    >
      <input
        ref={picker}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          bring(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      {children(() => picker.current?.click())}
      {over && (
        <p className="pointer-events-none absolute inset-4 z-10 flex items-center justify-center rounded-card border-2 border-dashed border-ink bg-surface/85 text-20 font-bold">
          {text('gallery.drop')}
        </p>
      )}
      {brought && (
        <Offer
          brought={brought}
          onClose={() => {
            URL.revokeObjectURL(brought.address);
            setBrought(null);
          }}
        />
      )}
    </div>
  );
}

/** Asks the studio what the first of them says. */
async function look(files: readonly File[]): Promise<Brought> {
  const [first] = files;
  if (!first) throw new RangeError('Expected a file.');
  const bytes = new Uint8Array(await first.arrayBuffer());
  const says = await studio.ask('picture:recall', { bytes });
  return { files, says, address: URL.createObjectURL(first) };
}
