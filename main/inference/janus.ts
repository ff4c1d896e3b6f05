import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type GraphName,
  type JanusConfig,
  type Manifest,
  manifestFile,
  readManifest,
} from '../../native-models/manifest.ts';
import { memoryBytes, type MemoryPlan, planMemory } from '../../native-models/forecast.ts';
import { StudioFailure } from '../failure.ts';
import { type PatchTable, readPatches } from './canvas.ts';
import { checkFiles } from './checked-files.ts';
import { openSession, type Session } from './session.ts';
import { janusTokens, type JanusTokens, readTokenizer, type Tokenizer } from './tokenizer.ts';

/** Janus was trained on sequences of this length, whatever its config allows (janus.md §2). */
const trainedContext = 4096;

/** A model folder, opened. Graphs are loaded when they are first used. */
export interface Janus {
  readonly folder: string;
  /** Of its build: another model in the same folder has another. See `buildMark`. */
  readonly mark: string | null;
  readonly config: JanusConfig;
  readonly family: Manifest['family'];
  readonly precision: Manifest['precision'];
  readonly tokenizer: Tokenizer;
  readonly tokens: JanusTokens;
  /** The most positions that prompt and answer may take together. */
  readonly contextTokens: number;
  /** Tokens that stand for one image in a prompt, without its start and end. 576 as published. */
  readonly imageTokens: number;
  readonly patches: PatchTable;
  readonly memory: MemoryPlan;
  /**
   * Loads a graph, or gives the loaded one. Where memory is short, of the picture graphs and the
   * vision encoder only the last used one stays loaded.
   */
  session(name: GraphName): Promise<Session>;
  /** Gives all memory back. The model can not be used after. */
  release(): Promise<void>;
}

/**
 * Opens a built model.
 * @param memory Of this machine. Bytes.
 * @throws {ModelFailure} `bad-model` when the manifest is missing or damaged.
 * @throws {StudioFailure} `bad-model` when a file is not what was built, or the tokenizer lacks a token that Janus needs, or has more than the model.
 */
export async function openJanus(folder: string, memory = memoryBytes()): Promise<Janus> {
  const mark = await buildMark(folder);
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest);
  const tokenizer = await readTokenizer(path.join(folder, 'tokenizer.json'));
  const sessions = new Map<GraphName, Promise<Session>>();
  const { config, family, precision } = manifest;
  checkVocabulary(tokenizer, config);
  const plan = planMemory(manifest, memory);
  const makeRoom = async () => {
    for (const [name, session] of sessions) {
      if (name === 'language') continue;
      sessions.delete(name);
      await (await session).release();
    }
  };
  return {
    folder,
    mark,
    config,
    family,
    precision,
    tokenizer,
    tokens: janusTokens(tokenizer),
    patches: await readPatches(folder, manifest),
    memory: plan,
    contextTokens: Math.min(config.decoder.maxPositions, trainedContext),
    imageTokens: (config.vision.imageSize / config.vision.patchSize) ** 2,
    async session(name) {
      const known = sessions.get(name);
      if (known) return known;
      if (!plan.keepsGraphs && name !== 'language') await makeRoom();
      const file = path.join(folder, manifest.graphs[name].file);
      const opening = openSession(file).catch((thrown: unknown) => {
        // The next one who needs it tries again.
        sessions.delete(name);
        throw thrown;
      });
      sessions.set(name, opening);
      return opening;
    },
    async release() {
      const opened = await Promise.all(sessions.values());
      sessions.clear();
      for (const session of opened) await session.release();
    },
  };
}

/** Tells one build of a model from another in the same folder; null when there is none. */
export async function buildMark(folder: string): Promise<string | null> {
  const found = await stat(path.join(folder, manifestFile)).catch(() => null);
  return found && `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** @throws {StudioFailure} `bad-model` when there are tokens that the model has no row for. */
function checkVocabulary({ size }: Tokenizer, { decoder }: JanusConfig): void {
  if (size <= decoder.vocabulary) return;
  throw new StudioFailure(
    'bad-model',
    `Expected at most ${decoder.vocabulary} tokens in the tokenizer, as many as the model has rows, but it has ${size}. Take the tokenizer.json of the same checkpoint and build the model again.`,
  );
}
