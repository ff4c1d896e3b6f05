import { useEffect, useState, type JSX } from 'react';
import { ReactCrop, type PercentCrop } from 'react-image-crop';
import 'react-image-crop/dist/ReactCrop.css';
import type { AskedImage } from '../../preload/contract/conversation.ts';
import { toFailure } from '../state/failures.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { crop as cropImage, lookAt, smallestLetters } from './images.ts';

interface Props {
  readonly image: AskedImage;
  /** Pixels of the square that the model sees. */
  readonly side: number;
  readonly onClose: () => void;
  /** The part is an image of its own now. */
  readonly onCropped: (part: AskedImage) => void;
}

/** Chooses a part of an image to be seen larger. */
export function Crop({ image, side, onClose, onCropped }: Props): JSX.Element {
  const text = useText();
  const [area, setArea] = useState<PercentCrop>(middle);
  const [failure, setFailure] = useState<JobFailure | null>(null);
  const address = useLook(image.id, setFailure);
  const part = pixelsOf(area, image);
  const scale = side / Math.max(part.width, part.height);
  const letters = smallestLetters({ scale });
  const use = (): void => {
    cropImage({ id: image.id, ...part }).then(onCropped, (thrown: unknown) => {
      setFailure(toFailure(thrown));
    });
  };
  return (
    <Dialog title={text('ask.crop.title')} closeLabel={text('ask.close')} onClose={onClose}>
      <p className="text-13 text-soft">{text('ask.crop.hint')}</p>
      <div className="flex min-h-40 justify-center bg-stage">
        {address !== null && (
          <ReactCrop
            crop={area}
            keepSelection
            minWidth={8}
            minHeight={8}
            ariaLabels={{
              cropArea: text('ask.crop.title'),
              ...handles(text('ask.crop.title')),
            }}
            onChange={(_, percent) => {
              setArea(percent);
            }}
          >
            <img src={address} alt="" className="max-h-[50dvh]" draggable={false} />
          </ReactCrop>
        )}
      </div>
      <div className="min-h-10 text-13 tabular-nums" role="status">
        {failure ? (
          text(`failure.${failure.code}`)
        ) : (
          <>
            <p>
              {text('ask.crop.seen', {
                width: part.width,
                height: part.height,
                percent: Math.max(1, Math.round(scale * 100)),
              })}
            </p>
            {letters !== null && (
              <p className="text-soft">{text('ask.image.small', { pixels: letters })}</p>
            )}
          </>
        )}
      </div>
      <div className="flex justify-end gap-2">
        <Button look="plain" onClick={onClose}>
          {text('ask.crop.cancel')}
        </Button>
        <Button look="ask" disabled={address === null} onClick={use}>
          {text('ask.crop.use')}
        </Button>
      </div>
    </Dialog>
  );
}

/** The address of a copy to look at; null while it is on its way. */
function useLook(id: string, onFailure: (failure: JobFailure) => void): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let shown: string | null = null;
    let wanted = true;
    lookAt(id).then(
      (made) => {
        shown = made;
        if (wanted) setAddress(made);
        else URL.revokeObjectURL(made);
      },
      (thrown: unknown) => {
        if (wanted) onFailure(toFailure(thrown));
      },
    );
    return () => {
      wanted = false;
      if (shown !== null) URL.revokeObjectURL(shown);
    };
  }, [id, onFailure]);
  return address;
}

const middle: PercentCrop = { unit: '%', x: 10, y: 10, width: 80, height: 80 };

/** Corners and sides are handles of their own; each says what it moves. */
function handles(title: string) {
  const name = (arrow: string): string => `${title} ${arrow}`;
  return {
    nwDragHandle: name('↖'),
    nDragHandle: name('↑'),
    neDragHandle: name('↗'),
    eDragHandle: name('→'),
    seDragHandle: name('↘'),
    sDragHandle: name('↓'),
    swDragHandle: name('↙'),
    wDragHandle: name('←'),
  };
}

/** Inside the image, one pixel at least. */
function pixelsOf(area: PercentCrop, { width, height }: AskedImage) {
  const left = Math.min(width - 1, Math.max(0, Math.round((area.x / 100) * width)));
  const top = Math.min(height - 1, Math.max(0, Math.round((area.y / 100) * height)));
  return {
    left,
    top,
    width: Math.min(width - left, Math.max(1, Math.round((area.width / 100) * width))),
    height: Math.min(height - top, Math.max(1, Math.round((area.height / 100) * height))),
  };
}
