import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { needsOf, type Needs } from '../../native-models/forecast.ts';
import { manifestFile, readManifest, type Manifest } from '../../native-models/manifest.ts';
import { ModelId, type ModelCard } from '../../preload/contract/model.ts';
import { StudioFailure, toFailure } from '../failure.ts';
import { readChoice } from './choice.ts';

/** A built model on disk: its card, and what the jobs need to know of it. */
export interface InstalledModel {
  readonly card: ModelCard;
  readonly folder: string;
  readonly tokenizerFile: string;
  /** Names its vision encoder by what is in the files: what two models with one see compares. */
  readonly eye: string;
  /** Side in pixels of the square that the vision encoder reads. */
  readonly imageSide: number;
  /** Number of picture codes: a picture token is below it. */
  readonly codebook: number;
  /** What it will need, by forecast. */
  readonly needs: Needs;
  /** When it was built. ms since 1970. */
  readonly builtAtMs: number;
  /** As its manifest says. */
  readonly verification: Manifest['verification'];
  /** What built it, as its manifest says: the studio and its version. */
  readonly builder: string;
}

/** A folder among the models that cannot be used. */
export interface BrokenModel {
  readonly id: string;
  readonly reason: string;
}

/** Reads every model's manifest: the usable ones newest first, and the others with the reason. */
export async function listModels(
  models: string,
): Promise<{ readonly installed: InstalledModel[]; readonly broken: BrokenModel[] }> {
  const installed: InstalledModel[] = [];
  const broken: BrokenModel[] = [];
  for (const name of await folderNames(models)) {
    if (!ModelId.safeParse(name).success) continue;
    try {
      installed.push(await readModel(models, name));
    } catch (thrown) {
      broken.push({ id: name, reason: toFailure(thrown).message });
    }
  }
  installed.sort((a, b) => b.builtAtMs - a.builtAtMs || (a.card.id < b.card.id ? -1 : 1));
  return { installed, broken };
}

/** The model that ships with the studio. */
export const starterId = 'starter';

/**
 * The model of that id; without one the chosen one; without a choice the newest, and the starter
 * only when there is no other.
 * @throws {StudioFailure} `no-model`, with what to do.
 */
export async function chooseModel(models: string, id?: string): Promise<InstalledModel> {
  if (id !== undefined) return readModel(models, checkId(await folderNames(models), id));
  const { installed } = await listModels(models);
  const choice = await readChoice(models);
  const chosen =
    installed.find(({ card }) => card.id === choice) ??
    installed.find(({ card }) => card.id !== starterId) ??
    installed[0];
  if (chosen !== undefined) return chosen;
  throw new StudioFailure(
    'no-model',
    'No model is installed. Build one from a Janus checkpoint: studio models build <folder>.',
  );
}

/** The folder of a model, usable or not. @throws {StudioFailure} `no-model` for any other id. */
export async function findModelFolder(models: string, id: string): Promise<string> {
  return path.join(models, checkId(await folderNames(models), id));
}

/** Removes a model. It is gone for everyone before its first file is deleted. */
export async function removeModel(models: string, id: string): Promise<void> {
  await hide(models, id);
  await sweepRemoved(models);
}

/**
 * Removes a model, usable or not, and has `build` put another in its place. Where that fails, the
 * one before is there again.
 */
export async function replaceModel(
  models: string,
  id: string,
  build: () => Promise<void>,
): Promise<void> {
  // One that cannot be moved is gone already, or in use: then `build` says that the name is taken.
  const before = await hide(models, id).catch(() => null);
  try {
    await build();
  } catch (thrown) {
    // Another process may have put one there meanwhile: then that one stays.
    if (before !== null) await rename(before, path.join(models, id)).catch(() => undefined);
    throw thrown;
  }
  await sweepRemoved(models);
}

/** @returns Where its files are until they are deleted. */
async function hide(models: string, id: string): Promise<string> {
  const hidden = path.join(models, `${removedPrefix}${randomUUID()}`);
  await rename(await findModelFolder(models, id), hidden);
  return hidden;
}

/** Deletes what was removed, also where that was interrupted. */
async function sweepRemoved(models: string): Promise<void> {
  for (const name of await folderNames(models)) {
    if (!name.startsWith(removedPrefix)) continue;
    await rm(path.join(models, name), { recursive: true, force: true });
  }
}

const removedPrefix = '.removed-';

async function readModel(models: string, id: string): Promise<InstalledModel> {
  const folder = path.join(models, id);
  const manifest = await readManifest(folder);
  const { mtimeMs } = await stat(path.join(folder, manifestFile));
  return {
    card: cardOf(id, manifest),
    folder,
    tokenizerFile: path.join(folder, 'tokenizer.json'),
    eye: eyeOf(manifest),
    imageSide: manifest.config.vision.imageSize,
    codebook: manifest.config.picture.codebook,
    needs: needsOf(manifest),
    builtAtMs: mtimeMs,
    verification: manifest.verification,
    builder: manifest.builder,
  };
}

/** Weights lie beside their graph, under its name. */
function eyeOf({ files, graphs }: Manifest): string {
  const name = graphs['vision-encoder'].file.replace(/\.onnx$/, '.');
  const hash = createHash('sha256');
  for (const { path: file, sha256 } of files) if (file.startsWith(name)) hash.update(sha256);
  return hash.digest('hex').slice(0, 32);
}

function cardOf(id: string, manifest: Manifest): ModelCard {
  const { grid, decoderMultipliers } = manifest.config.picture;
  return {
    id,
    family: manifest.family,
    precision: manifest.precision,
    sizeBytes: manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    // Each resolution of the picture decoder but the last doubles the side.
    pictureSide: grid * 2 ** (decoderMultipliers.length - 1),
    tokensPerPicture: grid * grid,
    source: manifest.source.name,
    licence: manifest.licence,
    ...(manifest.adapted && { adapted: true }),
    ...(manifest.purpose !== undefined && { purpose: manifest.purpose }),
    ...(manifest.guidance !== undefined && { guidance: manifest.guidance }),
  };
}

/** Only a name that is there is let through, so an id can never be a path. */
function checkId(names: readonly string[], id: string): string {
  if (ModelId.safeParse(id).success && names.includes(id)) return id;
  const known = names.filter((name) => ModelId.safeParse(name).success);
  const there = known.length === 0 ? 'None is installed' : `Installed: ${known.join(', ')}`;
  throw new StudioFailure('no-model', `There is no model named ${JSON.stringify(id)}. ${there}.`);
}

/** Names of the folders among the models, also hidden ones. */
export async function folderNames(models: string): Promise<string[]> {
  try {
    const entries = await readdir(models, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    return folders.map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
