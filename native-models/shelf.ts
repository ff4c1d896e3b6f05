import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ModelFailure } from './failure.ts';
import { makeFolder } from './make-folder.ts';

/** A folder of models holds one folder a model, and hidden ones that are still being built. */

/**
 * The folder a new model will have. Clears away what killed builds left behind.
 * @throws {ModelFailure} `bad-request` when the id is malformed or taken.
 */
export async function freeShelf(models: string, id: string): Promise<string> {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) {
    throw new ModelFailure(
      'bad-request',
      `Expected a model id of lower-case letters, digits, dots and dashes but received "${id}".`,
    );
  }
  await makeFolder(models);
  await sweepHalfBuilt(models);
  const target = path.join(models, id);
  if (await stat(target).catch(() => null)) throw taken(target);
  return target;
}

/** Clears away what builds left whose process is gone. */
export async function sweepHalfBuilt(models: string): Promise<void> {
  for (const name of await readdir(models).catch(() => [])) {
    const pid = /^\.building-.*-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(models, name), { recursive: true, force: true });
    }
  }
}

/** Gives a finished model its name. @throws {ModelFailure} `bad-request` when another build was faster. */
export async function putOnShelf(folder: string, target: string): Promise<void> {
  await rename(folder, target).catch(async (thrown: unknown) => {
    throw (await stat(target).catch(() => null)) ? taken(target) : thrown;
  });
}

function taken(target: string): ModelFailure {
  return new ModelFailure(
    'bad-request',
    `A model named ${path.basename(target)} is already there. Remove it first, or choose another id.`,
  );
}

/** Makes the hidden folder that a model is built in; its name says whose it is. */
export async function halfBuilt(models: string, id: string): Promise<string> {
  const mark = randomBytes(4).toString('hex');
  const folder = path.join(models, `.building-${id}-${process.pid}-${mark}`);
  await mkdir(folder);
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
