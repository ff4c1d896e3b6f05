import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ModelId } from '../../preload/contract/model.ts';

/** Beside the models, so that every host follows it: the id that was chosen, on one line. */
const fileOf = (models: string) => path.join(models, 'chosen');

/** The id that was chosen, whether or not that model is there; null when none was. */
export async function readChoice(models: string): Promise<ModelId | null> {
  const text = await readFile(fileOf(models), 'utf8').catch(() => '');
  return ModelId.safeParse(text.trim()).data ?? null;
}

/** @param id null: back to the newest. */
export async function writeChoice(models: string, id: ModelId | null): Promise<void> {
  if (id === null) await rm(fileOf(models), { force: true });
  else await writeFileAtomic(fileOf(models), `${id}\n`);
}
