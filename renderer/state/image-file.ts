import { RequestFailure } from '../socket.ts';

/** What the contract takes of one image file. A larger frame would end the connection. */
const MOST_BYTES = 64 << 20;

/**
 * An image file's bytes, to be sent.
 *
 * @throws `bad-image` for a file that calls itself something else, or is larger than 64 MiB.
 */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  // Of some images the browser does not know what they are: the studio looks at their bytes.
  if (file.type !== '' && !file.type.startsWith('image/')) {
    throw new RequestFailure('bad-image', `Expected an image but ${file.name} is ${file.type}.`);
  }
  if (file.size > MOST_BYTES) {
    const size = `${Math.ceil(file.size / (1 << 20))} MiB`;
    throw new RequestFailure('bad-image', `Expected at most 64 MiB but ${file.name} has ${size}.`);
  }
  return new Uint8Array(await file.arrayBuffer());
}
