import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import type { JanusConfig } from './checkpoint/config.ts';
import { ModelFailure } from './failure.ts';

export { type JanusConfig, patchSide, pictureSide } from './checkpoint/config.ts';

const size = z.int().min(1).max(1_000_000_000);
const sizes = z.array(size).min(1).max(64);

const Config: z.ZodType<JanusConfig> = z.strictObject({
  decoder: z.strictObject({
    hidden: size,
    intermediate: size,
    layers: size,
    heads: size,
    kvHeads: size,
    headSize: size,
    vocabulary: size,
    normEpsilon: z.number(),
    ropeTheta: z.number(),
    maxPositions: size,
  }),
  vision: z.strictObject({
    imageSize: size,
    patchSize: size,
    width: size,
    layers: size,
    heads: size,
    intermediate: size,
    normEpsilon: z.number(),
    alignerDepth: size,
  }),
  picture: z.strictObject({
    codebook: size,
    codeSize: size,
    grid: size,
    baseChannels: size,
    encoderMultipliers: sizes,
    decoderMultipliers: sizes,
    residualBlocks: size,
    latentChannels: size,
    alignerDepth: size,
  }),
});

const PortRecord = z.strictObject({
  name: z.string().max(200),
  type: z.enum(['float32', 'int64']),
  /** A length, a name, or null for a dimension with neither. */
  dims: z.array(z.union([z.int().min(1), z.string(), z.null()])).max(8),
});

/** The graphs that every built model has. */
export const graphNames = [
  'language',
  'vision-encoder',
  'picture-decoder',
  'picture-encoder',
] as const;
export type GraphName = (typeof graphNames)[number];

/** Files of a model lie in its folder itself: a plain name, never a path. */
const FileName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/i);

/** The version of this schema and of the graphs it lists. A studio refuses any other with a sentence. */
export const manifestFormat = 3;

const Manifest = z.strictObject({
  format: z.literal(manifestFormat),
  family: z.enum(['janus', 'janus-pro']),
  precision: z.enum(['fp32', 'fp16', 'int8', 'int4']),
  /** The device kind that the graphs were cut for. */
  device: z.enum(['cpu']),
  config: Config,
  graphs: z.record(
    z.enum(graphNames),
    z.strictObject({
      file: FileName,
      inputs: z.array(PortRecord).max(2000),
      outputs: z.array(PortRecord).max(2000),
    }),
  ),
  /** What each code looks like on average: [codebook, patch, patch, 3], and its PSNR in dB. */
  patches: z.strictObject({ file: FileName, psnr: z.number() }),
  files: z
    .array(
      z.strictObject({
        path: FileName,
        sizeBytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(200),
  source: z.strictObject({
    name: z.string().max(500),
    revision: z.string().max(200).nullable(),
    layout: z.enum(['deepseek', 'transformers']),
  }),
  licence: z.string().max(500),
  /** That a low-rank adapter in the checkpoint's folder was merged. */
  adapted: z.literal(true).optional(),
  /** What the checkpoint's model card says it is for. */
  purpose: z.string().max(500).optional(),
  /** The guidance that its publisher draws with. */
  guidance: z.number().min(1).max(20).optional(),
  /** Whether its graphs were run once when it was built, or why they were only looked at. */
  verification: z
    .union([z.literal('ran'), z.templateLiteral(['structure only: ', z.string().max(500)])])
    .default('ran'),
  builder: z.string().max(100),
});

/** What model.json says of a built model. */
export type Manifest = Readonly<z.infer<typeof Manifest>>;

/** What builds models here: the studio and its version. */
export const builder = `janus-studio ${packageJson.version}`;

/** The manifest's file name inside a model's folder. */
export const manifestFile = 'model.json';

const maxManifestBytes = 4_000_000;

/**
 * Reads and checks model.json; it does not look at the files it lists.
 * @throws {ModelFailure} `bad-model` when it is missing, damaged, or from a newer studio.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, manifestFile);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ModelFailure(
      'bad-model',
      `Expected a built model in ${folder}, but its ${manifestFile} cannot be read. Build the model again.`,
      { cause },
    );
  });
  if (text.length > maxManifestBytes) throw damaged(file, `it has ${text.length} characters`);
  const json = parseJson(file, text);
  const format = z.object({ format: z.int() }).safeParse(json);
  if (format.success) checkFormat(format.data.format);
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) {
    const issue = manifest.error.issues[0];
    throw damaged(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
  }
  return manifest.data;
}

function checkFormat(format: number): void {
  if (format === manifestFormat) return;
  const [age, todo] =
    format > manifestFormat
      ? ['a newer', 'Update the studio, or build the model again.']
      : ['an older', 'Build the model again.'];
  throw new ModelFailure(
    'bad-model',
    `This model was built by ${age} Janus Studio (format ${format}; this one reads ${manifestFormat}). ${todo}`,
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(file, 'it is not JSON', cause);
  }
}

function damaged(file: string, what: string, cause?: unknown): ModelFailure {
  const message = `Expected ${file} to describe a built model, but ${what}. Build the model again.`;
  return new ModelFailure('bad-model', message, { cause });
}
