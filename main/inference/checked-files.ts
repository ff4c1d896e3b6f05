import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../native-models/manifest.ts';
import { StudioFailure } from '../failure.ts';

/** Beside the model: the files as they were when their checksums were last found right. */
const noteFile = 'checked.txt';

/**
 * Makes sure that a model's files are what was built. Checksums are compared when the model is
 * first opened, and again whenever a file has another size or time than then.
 * @throws {StudioFailure} `bad-model`, naming the first file that differs.
 */
export async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
  const states = await Promise.all(
    files.map(async (file) => {
      const found = await stat(path.join(folder, file.path)).catch(() => null);
      if (found?.size === file.sizeBytes) return `${file.sha256} ${found.mtimeMs} ${file.path}`;
      const came = found === null ? 'it is missing' : `it has ${found.size}`;
      throw damaged(file.path, `Expected ${file.sizeBytes} bytes but ${came}`);
    }),
  );
  const note = `${states.join('\n')}\n`;
  const before = await readFile(path.join(folder, noteFile), 'utf8').catch(() => '');
  if (before === note) return;
  for (const file of files) {
    if ((await sha256(path.join(folder, file.path))) !== file.sha256) {
      throw damaged(file.path, 'Its checksum is not that of what was built');
    }
  }
  // Where the note cannot be kept, the next opening checks again.
  await writeFile(path.join(folder, noteFile), note).catch(() => undefined);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

function damaged(file: string, what: string): StudioFailure {
  return new StudioFailure(
    'bad-model',
    `${file} of the model is damaged. ${what}. Build the model again.`,
  );
}
