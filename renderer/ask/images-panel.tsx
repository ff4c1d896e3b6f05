import { useEffect, useState, type JSX } from 'react';
import type { AskedImage } from '../../preload/contract/conversation.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Crop } from './crop.tsx';
import { draftOf, drafts, write } from './draft.ts';
import { smallestLetters, viewOf, type Seen } from './images.ts';

interface Props {
  readonly conversation: string | null;
  /** Of the messages that are read. */
  readonly asked: readonly AskedImage[];
}

/** An image of which a part is being chosen. */
interface Cropped {
  readonly image: AskedImage;
  readonly side: number;
}

/** The images of the conversation, as the model sees them; those of the next question first. */
export function ImagesPanel({ conversation, asked }: Props): JSX.Element | null {
  const text = useText();
  const { images } = draftOf(useStore(drafts), conversation);
  const [cropped, setCropped] = useState<Cropped | null>(null);
  const shown = asked.filter(({ id }) => !images.some((image) => image.id === id));
  if (images.length === 0 && shown.length === 0) return null;

  const replace = (image: AskedImage, by: AskedImage | null): void => {
    const draft = draftOf(drafts.get(), conversation).images;
    const others = draft.filter(({ id }) => id !== image.id && id !== by?.id);
    write(conversation, { images: by === null ? others : [...others, by] });
  };
  return (
    <section
      aria-label={text('ask.images')}
      className="flex w-58 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line p-4 max-sm:h-50 max-sm:w-full max-sm:flex-row max-sm:border-r-0 max-sm:border-b wide:w-76"
    >
      {images.length > 0 && (
        <p className="text-13 font-bold text-indigo">{text('ask.images.next')}</p>
      )}
      {images.map((image, at) => (
        <Image
          key={image.id}
          image={image}
          number={at + 1}
          onCrop={(side) => {
            setCropped({ image, side });
          }}
          onRemove={() => {
            replace(image, null);
          }}
        />
      ))}
      {images.length > 0 && shown.length > 0 && <hr className="border-line" />}
      {shown.map((image, at) => (
        <Image
          key={image.id}
          image={image}
          number={images.length + at + 1}
          onCrop={(side) => {
            setCropped({ image, side });
          }}
        />
      ))}
      {cropped && (
        <Crop
          {...cropped}
          onClose={() => {
            setCropped(null);
          }}
          onCropped={(part) => {
            setCropped(null);
            replace(cropped.image, part);
          }}
        />
      )}
    </section>
  );
}

interface ImageProps {
  readonly image: AskedImage;
  readonly number: number;
  /** @param side Of the square that the model sees, in pixels. */
  readonly onCrop: (side: number) => void;
  /** Undefined: it was asked about. */
  readonly onRemove?: () => void;
}

function Image({ image, number, onCrop, onRemove }: ImageProps): JSX.Element {
  const text = useText();
  const seen = useSeen(image.id);
  const { width, height } = image;
  const letters = seen === 'gone' || seen === null ? null : smallestLetters(seen);
  const remove = text('ask.image.remove', { number });
  return (
    <figure className="group relative flex w-full shrink-0 flex-col gap-1 max-sm:w-40">
      <div className="aspect-square w-full bg-stage">
        {seen === 'gone' && (
          <p className="flex h-full items-center justify-center p-4 text-center text-13 text-soft">
            {text('ask.image.gone')}
          </p>
        )}
        {seen !== 'gone' && seen !== null && (
          <img
            src={seen.address}
            alt={text('ask.image', { number })}
            className="h-full w-full appear"
            draggable={false}
          />
        )}
      </div>
      <figcaption className="flex items-start gap-2 text-12 text-soft">
        <span className="min-w-0 flex-1 tabular-nums">
          {seen !== 'gone' &&
            seen !== null &&
            text('ask.image.whole', { width, height, percent: percentOf(seen) })}
        </span>
        <Button
          look="quiet"
          className="text-12"
          disabled={seen === 'gone' || seen === null}
          onClick={() => {
            if (seen !== 'gone' && seen !== null) onCrop(seen.side);
          }}
        >
          <Icon name="crop" />
          {text('ask.image.crop')}
        </Button>
      </figcaption>
      {letters !== null && (
        <p className="text-12 text-ink">{text('ask.image.small', { pixels: letters })}</p>
      )}
      {onRemove && (
        <Button
          look="plain"
          className="absolute top-1 right-1 size-7 px-0"
          aria-label={remove}
          title={remove}
          onClick={onRemove}
        >
          <Icon name="close" />
        </Button>
      )}
    </figure>
  );
}

function percentOf({ scale }: Seen): number {
  return Math.max(1, Math.round(scale * 100));
}

/** null: on its way. */
function useSeen(id: string): Seen | 'gone' | null {
  const { model } = useStore(studioState);
  const [seen, setSeen] = useState<Seen | 'gone' | null>(null);
  const modelId = model?.id ?? '';
  useEffect(() => {
    let wanted = true;
    viewOf(id, modelId).then(
      (view) => {
        if (wanted) setSeen(view);
      },
      () => {
        if (wanted) setSeen('gone');
      },
    );
    return () => {
      wanted = false;
    };
  }, [id, modelId]);
  return seen;
}
