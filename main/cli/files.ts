import { open } from 'node:fs/promises';
import { StudioFailure } from '../failure.ts';

/** Images larger than this are not read. The workshop has the same limit. */
const mostImageBytes = 100_000_000;
const mostJsonBytes = 10_000_000;

/** Reads an image file, whatever is in it. @throws {StudioFailure} `bad-image` when it is too large. */
export function readImageFile(file: string): Promise<Uint8Array> {
  return readAtMost(file, mostImageBytes);
}

/** Reads a JSON file. What it holds is anybody's guess until it is parsed by a schema. */
export async function readJsonFile(file: string): Promise<unknown> {
  const bytes = await readAtMost(file, mostJsonBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new StudioFailure('bad-request', `Expected JSON in ${file}, but it is not.`, { cause });
  }
}

/** Reads to the end or to the limit, so a device or a pipe without end does no harm. */
async function readAtMost(file: string, mostBytes: number): Promise<Uint8Array> {
  try {
    await using handle = await open(file, 'r');
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false, end: mostBytes })) {
      chunks.push(chunk as Uint8Array);
      sizeBytes += (chunk as Uint8Array).length;
    }
    if (sizeBytes <= mostBytes) return Buffer.concat(chunks);
  } catch (cause) {
    const why = systemReason(cause) ?? String(cause);
    throw new StudioFailure('not-found', `Cannot read ${file}: ${why}.`, { cause });
  }
  throw new StudioFailure(
    'bad-request',
    `Expected ${file} to have at most ${mostBytes / 1_000_000} MB, but it is larger.`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there',
  ENAMETOOLONG: 'its name is too long',
};

/** Why the system refused, for a sentence; undefined when it was not the system, or a rare case. */
export function systemReason(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? reasons[String(thrown.code)] : undefined;
}
