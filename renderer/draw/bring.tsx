import { useEffect, useRef, useState, type HTMLAttributes, type JSX } from 'react';
import type { Recalled } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { imageToAsk } from '../state/handover.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { recallSettings } from '../state/recall.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';

type Taking = Required<
  Pick<HTMLAttributes<HTMLElement>, 'onDragOver' | 'onDragLeave' | 'onDrop' | 'onPaste'>
>;

/** Takes an image file that is dropped or pasted anywhere in the room. */
export function useTakingIn(take: (file: File) => void): {
  readonly dropping: boolean;
  readonly taking: Taking;
} {
  const [dropping, setDropping] = useState(false);
  const taking: Taking = {
    onDragOver: (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: (event) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
    },
    onDrop: (event) => {
      event.preventDefault();
      setDropping(false);
      const [file] = imageFiles(event.dataTransfer);
      if (file) take(file);
    },
    onPaste: (event) => {
      // Copied from a document, words come with a picture of themselves.
      if (event.clipboardData.types.includes('text/plain')) return;
      const [file] = imageFiles(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      take(file);
    },
  };
  return { dropping, taking };
}

function imageFiles({ files }: DataTransfer): File[] {
  return [...files].filter(({ type }) => type.startsWith('image/'));
}

export function DropSign(): JSX.Element {
  const text = useText();
  return (
    <p className="pointer-events-none absolute inset-4 z-10 flex items-center justify-center rounded-card border-2 border-dashed border-ink bg-surface/85 p-4 text-center text-20 font-bold">
      {text('vary.drop')}
    </p>
  );
}

/** Opens the system's dialog, for who has no image in the hand. */
export function BringButton({ onTake }: { onTake: (file: File) => void }): JSX.Element {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif,image/tiff"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) onTake(file);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      <Button
        look="quiet"
        className="size-9"
        aria-label={text('vary.bring')}
        title={text('vary.bring')}
        onClick={() => input.current?.click()}
      >
        <Icon name="image" />
      </Button>
    </>
  );
}

/** What can be done with an image from outside. */
export function BroughtImage({ file, onClose }: { file: File; onClose: () => void }): JSX.Element {
  const text = useText();
  const { address, says, failure: unread } = useFile(file);
  const [failure, setFailure] = useState<JobFailure | null>(null);
  const [keeping, setKeeping] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    first.current?.focus();
  }, []);
  const vary = async (): Promise<void> => {
    setKeeping(true);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { id } = await studio.ask('gallery:import', { bytes });
      location.hash = `draw/vary/${id}`;
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
      setKeeping(false);
    }
  };
  return (
    <Dialog title={text('vary.bring')} closeLabel={text('settings.close')} onClose={onClose}>
      <Looked file={file} known={{ address, says, failure: failure ?? unread }} />
      <div className="flex flex-wrap justify-end gap-2">
        {says && (
          <Button
            look="plain"
            onClick={() => {
              recallSettings(says, 'all');
              onClose();
            }}
          >
            {text('gallery.useSettings')}
          </Button>
        )}
        <Button
          look="ask"
          disabled={unread !== null}
          onClick={() => {
            imageToAsk.set(file);
            onClose();
            location.hash = 'ask';
          }}
        >
          {text('vary.ask')}
        </Button>
        <Button
          look="make"
          ref={first}
          disabled={keeping || unread !== null}
          onClick={() => void vary()}
        >
          {text('vary.vary')}
        </Button>
      </div>
    </Dialog>
  );
}

/** The image, what it says about itself, and what may be done; or why nothing can. */
function Looked({ file, known }: { file: File; known: Known }): JSX.Element {
  const text = useText();
  const { address, says, failure } = known;
  return (
    <div className="flex gap-4">
      {address !== null && (
        <img
          src={address}
          alt={file.name}
          className="size-40 shrink-0 self-start bg-stage object-contain"
        />
      )}
      <div className="flex min-w-0 flex-1 flex-col gap-2 text-14">
        <p className="truncate text-13 text-soft">{file.name}</p>
        {says && (
          <p dir="auto" className="max-h-28 overflow-y-auto break-words">
            {says.prompt}
          </p>
        )}
        {failure ? (
          <p role="alert">{text(`failure.${failure.code}`)}</p>
        ) : (
          <p className="text-13 text-soft">{text('vary.hint')}</p>
        )}
      </div>
    </div>
  );
}

interface Known {
  /** To be shown; null until it is there. */
  readonly address: string | null;
  readonly says: Recalled | null;
  readonly failure: JobFailure | null;
}

/** An image file, and what it says about itself. */
function useFile(file: File): Known {
  const [known, setKnown] = useState<Known>({ address: null, says: null, failure: null });
  useEffect(() => {
    let here = true;
    const address = URL.createObjectURL(file);
    const read = async (): Promise<Known> => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      return { address, says: await studio.ask('picture:recall', { bytes }), failure: null };
    };
    read()
      .catch((thrown: unknown) => ({ address: null, says: null, failure: toFailure(thrown) }))
      .then((next) => {
        if (here) setKnown(next);
      })
      .catch(() => undefined); // setKnown does not fail
    return () => {
      here = false;
      URL.revokeObjectURL(address);
    };
  }, [file]);
  return known;
}
