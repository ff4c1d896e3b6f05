import os from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { CheckpointFacts, ModelShelf, VerifyEvent } from '../../preload/contract/library.ts';
import type { Workshop } from '../children/workshop.ts';
import { throwIfCancelled } from '../failure.ts';
import { writeChoice } from '../models/choice.ts';
import {
  chooseModel,
  findModelFolder,
  listModels,
  type InstalledModel,
} from '../models/library.ts';
import { listTrash, purgeTrash, restoreModel, trashModel } from '../models/trash.ts';
import { freeDisk } from '../storage-use.ts';
import { createWatched } from '../watched.ts';
import { idFromFolder } from './build-model.ts';
import { openModelBuilding, type BuildWish, type ModelBuilding } from './model-build.ts';

/** What the room is put together from. */
export interface RoomParts {
  /** The folder that holds one folder a model. */
  readonly models: string;
  /** For looking at checkpoints and checking models. */
  readonly workshop: Workshop;
  /** Opens a workshop for one build. */
  readonly openBuilder: () => Workshop;
  /** Of the last pictures that a model drew here since a moment (ms since 1970); null without any. */
  readonly msPerToken: (id: string, sinceMs: number) => number | null;
  /** How long a removed model can be brought back. Default: ten minutes. */
  readonly keepRemovedMs?: number;
}

/** The models as the Models room sees and changes them. Dispose it to end what runs. */
export interface ModelRoom extends AsyncDisposable {
  /** Everything, now and whenever it changes, also by another program. */
  watch(signal: AbortSignal): AsyncGenerator<ModelShelf, never>;
  /** @throws {StudioFailure} `bad-checkpoint`, with what is wrong with it. */
  inspect(checkpoint: string): Promise<CheckpointFacts>;
  /** Begins to build. @throws {StudioFailure} `busy` when another build goes on. */
  build(wish: BuildWish): Promise<void>;
  /** Cancels the build that runs and leaves nothing of it, or puts the last one away. */
  endBuild(): Promise<void>;
  verify(id: string, signal: AbortSignal): AsyncGenerator<VerifyEvent, void>;
  choose(id: string): Promise<void>;
  /** Takes it out of sight; it can be brought back for a while. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Deletes a removed model for good. */
  purge(id: string): Promise<void>;
}

const tenMinutes = 10 * 60 * 1000;
/** How often to look for what other programs changed while somebody watches. */
const lookEveryMs = 4_000;
const inspectMs = 60_000;

/** Opens the room, and deletes what was removed long enough ago. */
export async function openModelRoom(parts: RoomParts): Promise<ModelRoom> {
  const { models, workshop, keepRemovedMs = tenMinutes } = parts;
  const building = openModelBuilding(models, parts.openBuilder);
  const shelf = createWatched(await readShelf(parts, building, keepRemovedMs));

  const look = async (): Promise<void> => {
    await purgeTrash(models, { beforeMs: Date.now() - keepRemovedMs });
    const next = await readShelf(parts, building, keepRemovedMs);
    if (!isDeepStrictEqual(next, shelf.get())) shelf.set(next);
  };
  const closed = new AbortController();
  void followBuild(building, look, shelf, closed.signal);
  const timer = setInterval(() => {
    const waiting = shelf.get().removed.length > 0;
    // A disk that cannot be read now may be readable the next time; nobody asked for this look.
    if (waiting || shelf.watchers() > 0) look().catch(() => undefined);
  }, lookEveryMs);
  timer.unref();

  const changed = async (change: Promise<void>): Promise<void> => {
    try {
      await change;
    } finally {
      await look();
    }
  };
  return {
    async *watch(signal) {
      await look();
      return yield* shelf.watch(signal);
    },
    async inspect(checkpoint) {
      const signal = AbortSignal.timeout(inspectMs);
      const { builds, ...facts } = await workshop.result('inspect', { checkpoint }, signal);
      const taken = shelf.get();
      const ids = [...taken.models.map(({ card }) => card.id), ...taken.broken.map(({ id }) => id)];
      const withIds = builds.map(({ precision, needs: { diskBytes, memoryBytes } }) => ({
        precision,
        needs: { diskBytes, memoryBytes },
        id: freeId(facts.name, precision, ids),
      }));
      return { ...facts, builds: withIds };
    },
    build: async (wish) => {
      building.start(wish);
      return Promise.resolve();
    },
    endBuild: () => changed(building.end()),
    async *verify(id, signal) {
      const modelFolder = await findModelFolder(models, id);
      for await (const step of workshop.call('verify', { modelFolder }, signal)) {
        if (step.kind === 'verified') yield step;
        else if (step.phase === 'hash' || step.phase === 'verify') {
          yield { ...step, phase: step.phase };
        }
      }
      throwIfCancelled(signal);
    },
    choose: async (id) => changed(chosenBy(models, id)),
    remove: (id) => changed(trashModel(models, id)),
    restore: (id) => changed(restoreModel(models, id)),
    purge: (id) => changed(purgeTrash(models, { id })),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      closed.abort();
      await building[Symbol.asyncDispose]();
    },
  };
}

async function chosenBy(models: string, id: string): Promise<void> {
  const { card } = await chooseModel(models, id);
  await writeChoice(models, card.id);
}

/** A build is seen at once; what it built, with everything else. */
async function followBuild(
  building: ModelBuilding,
  look: () => Promise<void>,
  shelf: { get(): ModelShelf; set(shelf: ModelShelf): void },
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const build of building.now.watch(signal)) {
      if (build?.state === 'built') await look().catch(() => undefined);
      else shelf.set({ ...shelf.get(), build });
    }
  } catch {
    // Closed.
  }
}

async function readShelf(
  { models, msPerToken }: RoomParts,
  building: ModelBuilding,
  keepRemovedMs: number,
): Promise<ModelShelf> {
  const { installed, broken } = await listModels(models);
  const trash = await listTrash(models);
  const shown = ({ card, needs, verification, builtAtMs }: InstalledModel) => ({
    card,
    needs,
    verification,
    builtAt: new Date(builtAtMs).toISOString(),
    msPerToken: msPerToken(card.id, builtAtMs),
  });
  return {
    models: installed.map(shown),
    broken,
    removed: trash.map(({ id, sizeBytes, removedAtMs }) => ({
      id,
      sizeBytes,
      deletedAt: new Date(removedAtMs + keepRemovedMs).toISOString(),
    })),
    chosen: installed.length === 0 ? null : (await chooseModel(models)).card.id,
    machine: { memoryBytes: os.totalmem(), freeDiskBytes: await roundedFreeDisk(models) },
    build: building.now.get(),
  };
}

/** To a hundred megabytes: a number that always moves would send everything anew all the time. */
async function roundedFreeDisk(folder: string): Promise<number | null> {
  const bytes = await freeDisk(folder);
  return bytes === null ? null : Math.round(bytes / 1e8) * 1e8;
}

/** `janus-pro-1b-int4`, or with a number when that is taken. */
function freeId(name: string, precision: string, taken: readonly string[]): string {
  let id = 'model';
  try {
    id = idFromFolder(name.split('/').at(-1) ?? '', precision);
  } catch {
    // Nothing of the name can be in an id; the person may type another.
  }
  if (!taken.includes(id)) return id;
  for (let number = 2; ; number += 1) {
    const numbered = `${id.slice(0, 60)}-${number}`;
    if (!taken.includes(numbered)) return numbered;
  }
}
