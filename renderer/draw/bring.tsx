import { useEffect, useRef, useState, type JSX } from 'react';
import type { Recalled } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { imageToAsk } from '../state/handover.ts';
import { bytesOf } from '../state/image-file.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { recallSettings } from '../state/recall.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

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
      const bytes = await bytesOf(file);
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
      const bytes = await bytesOf(file);
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
