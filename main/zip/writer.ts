import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file on its way into a folder or an archive. */
export interface PackedFile {
  /** With `/` between folders. */
  readonly name: string;
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** Text is squeezed; pictures are squeezed already. */
  readonly squeeze: boolean;
}

/** A ZIP file that is being written, entry by entry. */
export interface ZipWriter {
  readonly add: (file: PackedFile) => Promise<void>;
  /** Writes the directory; afterwards the file is whole and on the disk. */
  end(): Promise<void>;
  /** Lets go of the file, whole or not. */
  abandon(): Promise<void>;
}

/** Entries up to this size say their size before their bytes, which every unpacker takes. */
const wholeBytes = 4 << 20;

/** Begins a ZIP file where there is none. @throws The system's error when it cannot be made. */
export async function createZip(file: string): Promise<ZipWriter> {
  const zip = new ZipFile();
  const disk = createWriteStream(file, { flags: 'wx', flush: true });
  await once(disk, 'open');
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  zip.on('error', failed.reject);
  const written = finished(zip.outputStream.pipe(disk));
  written.catch(failed.reject);
  return {
    async add({ name, bytes, squeeze }) {
      const options = { compress: squeeze, mode: 0o100644 };
      if (bytes instanceof Uint8Array && !squeeze && bytes.length <= wholeBytes) {
        zip.addBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name, options);
        if (disk.writableNeedDrain) await Promise.race([once(disk, 'drain'), failed.promise]);
        return;
      }
      const source = Readable.from(bytes instanceof Uint8Array ? slices(bytes) : bytes);
      zip.addReadStream(source, name, options);
      await Promise.race([finished(source), failed.promise]);
    },
    async end() {
      zip.end();
      await Promise.race([written, failed.promise]);
    },
    async abandon() {
      disk.destroy();
      await written.catch(() => undefined);
    },
  };
}

const sliceBytes = 1 << 16;

function* slices(bytes: Uint8Array): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}
