import type { AskedImage, ImageView } from '../../preload/contract/conversation.ts';
import type { RequestOf } from '../../preload/contract/channels.ts';
import { bytesOf } from '../state/image-file.ts';
import { studio } from '../studio.ts';

/** An image as the model sees it, to be shown. */
export interface Seen extends Pick<ImageView, 'side' | 'scale'> {
  /** Of a PNG made by the studio. */
  readonly address: string;
}

/** Letters of fewer pixels than this, as the model sees them, are guessed rather than read. */
const legiblePixels = 9;

/**
 * How high letters must be in the image for the model to read them; null when the image is seen
 * large enough not to speak of it.
 */
export function smallestLetters({ scale }: Pick<ImageView, 'scale'>): number | null {
  return scale > 0.6 ? null : Math.ceil(legiblePixels / scale);
}

const views = new Map<string, Promise<Seen>>();
/** Kept at most: each is a few hundred kilobytes. */
const mostViews = 64;

/** What the model sees of an image. Asked for once. */
export function viewOf(id: string, model: string): Promise<Seen> {
  const key = `${id}/${model}`;
  const known = views.get(key);
  if (known !== undefined) return known;
  const seen = studio.ask('image:view', { id }).then(({ png, side, scale }) => ({
    side,
    scale,
    address: URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' })),
  }));
  views.set(key, seen);
  seen.catch(() => views.delete(key));
  for (const [old, view] of views) {
    if (views.size <= mostViews) break;
    views.delete(old);
    void view.then(({ address }) => {
      URL.revokeObjectURL(address);
    });
  }
  return seen;
}

/** A copy of an image to look at, for as long as the caller wants it. */
export async function lookAt(id: string): Promise<string> {
  const { webp } = await studio.ask('image:look', { id });
  return URL.createObjectURL(new Blob([new Uint8Array(webp)], { type: 'image/webp' }));
}

/** Gives an image to the studio. */
export async function attach(file: File): Promise<AskedImage> {
  return studio.ask('image:attach', { bytes: await bytesOf(file) });
}

export function attachPicture(picture: string): Promise<AskedImage> {
  return studio.ask('image:attach', { picture });
}

export function crop(request: RequestOf<'image:crop'>): Promise<AskedImage> {
  return studio.ask('image:crop', request);
}
