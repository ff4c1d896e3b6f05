import type { Recalled } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { bytesOf } from '../state/image-file.ts';
import { createStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { bringArchive, isArchive } from './archive/arriving.ts';
import { trouble } from './known.ts';

/** Image files from outside, and what the first says about itself. */
export interface Brought {
  readonly files: readonly File[];
  readonly says: Recalled | null;
  /** Of the first, while it is shown. */
  readonly address: string;
}

/** What was brought last, until it is kept or put away. */
export const brought = createStore<Brought | null>(null);

/** Takes an archive, or the images among files; says so when there are none. */
export async function bring(given: Iterable<File>): Promise<void> {
  const files = [...given];
  const archive = files.find(isArchive);
  if (archive) {
    putAway();
    trouble.set(null);
    await bringArchive(archive);
    return;
  }
  const images = files.filter(({ type }) => type.startsWith('image/'));
  const [first] = images;
  if (first) {
    try {
      const bytes = await bytesOf(first);
      const says = await studio.ask('picture:recall', { bytes });
      putAway();
      trouble.set(null);
      brought.set({ files: images, says, address: URL.createObjectURL(first) });
    } catch (thrown) {
      trouble.set(toFailure(thrown));
    }
  } else if (files.length > 0) {
    const message = `Expected an image but received ${files[0]?.name ?? ''}.`;
    trouble.set({ code: 'bad-image', message });
  }
}

/** Asks for files with the system's dialog. */
export function pick(): void {
  const picker = document.createElement('input');
  picker.type = 'file';
  picker.accept = 'image/*,.janus,.zip';
  picker.multiple = true;
  picker.addEventListener('change', () => void bring(picker.files ?? []));
  picker.click();
}

/** Lets go of what was brought. */
export function putAway(): void {
  const last = brought.get();
  if (last) URL.revokeObjectURL(last.address);
  brought.set(null);
}
