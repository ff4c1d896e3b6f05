import { damaged, distrusted } from './refusal.ts';

/** Reads bytes of the file that is being opened. */
export type ReadAt = (position: number, length: number) => Promise<DataView>;

/** Where a zip file's directory lies, in bytes from the file's beginning. */
export interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** What a directory's end says of it. Numbers that do not fit are saturated in the short form. */
interface EndRecord {
  readonly count: bigint;
  readonly length: bigint;
  readonly start: bigint;
}

const endLength = 22;
const locatorLength = 20;
const longEndLength = 56;

/** A Janus has 1,000 entries of 100 bytes each. */
const mostEntries = 16_384n;
const mostBytes = 4n * 1024n * 1024n;

/**
 * Finds the directory at a zip file's end. Stricter than the format: no comment, and nothing
 * between directory and end, as PyTorch writes it.
 *
 * @throws {ModelFailure} `bad-checkpoint`
 * @see PKWARE APPNOTE.TXT 4.3.14 to 4.3.16
 */
export async function findDirectory(
  read: ReadAt,
  fileBytes: number,
  file: string,
): Promise<ZipDirectory> {
  if (fileBytes < endLength) throw await noZip(read, fileBytes, file);
  const end = await read(fileBytes - endLength, endLength);
  if (end.getUint32(0, true) !== 0x06054b50) throw await noZip(read, fileBytes, file);
  const short = shortEnd(end, file);
  const long = await longEnd(read, fileBytes, file);
  const { count, length, start } = long === null ? short : agreed(short, long, file);
  const endsAt = fileBytes - endLength - (long === null ? 0 : locatorLength + longEndLength);
  if (count > mostEntries || length > mostBytes) {
    const received = `${count} entries in ${length}`;
    throw damaged(file, `at most ${mostEntries} entries in ${mostBytes} bytes`, received);
  }
  if (start + length !== BigInt(endsAt)) {
    throw damaged(
      file,
      `a zip directory that ends at ${endsAt}`,
      `one of ${length} bytes at ${start}`,
    );
  }
  return { start: Number(start), end: endsAt, count: Number(count) };
}

function shortEnd(end: DataView, file: string): EndRecord {
  const [disk, home] = [end.getUint16(4, true), end.getUint16(6, true)];
  const [here, count] = [end.getUint16(8, true), end.getUint16(10, true)];
  if (disk !== 0 || home !== 0 || here !== count || end.getUint16(20, true) !== 0) {
    throw damaged(file, 'a zip directory in one part and without comment', 'another');
  }
  return {
    count: BigInt(count),
    length: BigInt(end.getUint32(12, true)),
    start: BigInt(end.getUint32(16, true)),
  };
}

/** The zip64 record, which a locator before the end points to, or null. */
async function longEnd(read: ReadAt, fileBytes: number, file: string): Promise<EndRecord | null> {
  const recordAt = fileBytes - endLength - locatorLength - longEndLength;
  if (recordAt < 0) return null;
  const both = await read(recordAt, longEndLength + locatorLength);
  if (both.getUint32(longEndLength, true) !== 0x07064b50) return null;
  const [disk, pointer] = [both.getUint32(60, true), both.getBigUint64(64, true)];
  const whole =
    both.getUint32(0, true) === 0x06064b50 &&
    both.getBigUint64(4, true) === BigInt(longEndLength - 12) &&
    both.getUint32(16, true) === 0 &&
    both.getUint32(20, true) === 0 &&
    both.getBigUint64(24, true) === both.getBigUint64(32, true);
  // Some writers count no disks where there is one.
  if (!whole || disk !== 0 || pointer !== BigInt(recordAt) || both.getUint32(72, true) > 1) {
    throw damaged(file, `a zip64 record at ${recordAt}`, `a pointer to ${pointer}`);
  }
  return {
    count: both.getBigUint64(32, true),
    length: both.getBigUint64(40, true),
    start: both.getBigUint64(48, true),
  };
}

/** Two ends that contradict each other are a trick: one reader follows one, another the other. */
function agreed(short: EndRecord, long: EndRecord, file: string): EndRecord {
  const fields = [
    ['count', 0xffffn],
    ['length', 0xffffffffn],
    ['start', 0xffffffffn],
  ] as const;
  for (const [field, saturated] of fields) {
    if (short[field] !== saturated && short[field] !== long[field]) {
      const received = `a ${field} of ${short[field]} in one and ${long[field]} in the other`;
      throw damaged(file, 'zip and zip64 records that agree', received);
    }
  }
  return long;
}

async function noZip(read: ReadAt, fileBytes: number, file: string): Promise<Error> {
  const start = await read(0, Math.min(fileBytes, 40));
  const text = Buffer.from(start.buffer).toString('latin1');
  const expected = 'the zip format that PyTorch writes since 1.6';
  if (text.startsWith('version https://git-lfs')) {
    return damaged(file, expected, 'a Git LFS pointer, which stands for the file itself');
  }
  if (text.startsWith('\x80\x02\x8a\x0a')) {
    return distrusted(file, expected, "an older PyTorch's format");
  }
  return damaged(file, expected, `${fileBytes} bytes that do not end as a zip file does`);
}
