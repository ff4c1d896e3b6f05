import { stat } from 'node:fs/promises';
import path from 'node:path';
import { openEngine } from '../../main/children/engine.ts';
import type { AskStep, Part, Rgb, Turn } from '../../main/children/messages.ts';
import { ask } from '../../main/inference/ask.ts';
import { draw } from '../../main/inference/draw.ts';
import { startConversation } from '../../main/inference/conversation.ts';
import { type Janus, openJanus } from '../../main/inference/janus.ts';
import { append, emptyCache } from '../../main/inference/kv-cache.ts';
import {
  answerTokens,
  drawTokens,
  read,
  type Reading,
  startReading,
} from '../../main/inference/language.ts';
import { gumbelNoise } from '../../main/inference/noise.ts';
import { decodePicture, see } from '../../main/inference/sight.ts';
import { needsOf } from '../../native-models/forecast.ts';
import { pictureSide, readManifest } from '../../native-models/manifest.ts';
import { measureProducts } from './products.ts';

/** What a benchmark measured, by name; the unit is in the name. */
export type Figures = Record<string, number>;

/** Measures a built model with the engine's own functions, in this process. */
export async function measure(folder: string, bandwidth: number): Promise<Figures> {
  const figures: Figures = { 'memory bandwidth, GB/s': bandwidth / 1e9 };
  const firstMs = performance.now();
  await (await openJanus(folder)).release();
  figures['first opening: checksums of all files, s'] = (performance.now() - firstMs) / 1000;
  const loadMs = performance.now();
  const janus = await openJanus(folder);
  await janus.session('language');
  figures['load, s'] = (performance.now() - loadMs) / 1000;

  const weights = await passBytes(folder, janus);
  figures['weights a pass reads, MB'] = weights / 1e6;
  for (const past of [64, 300, 600]) {
    const { ms, outside } = await pictureToken(janus, past);
    const floor = (weights + keyBytes(janus, 2, past)) / bandwidth;
    figures[`picture, past ${past}, ms a token`] = ms;
    figures[`picture, past ${past}, share of the roofline`] = (floor * 1000) / ms;
    figures[`picture, past ${past}, share outside ONNX Runtime`] = outside;
  }
  await bareProducts(janus, bandwidth, figures);
  await wholePicture(janus, figures);
  figures['a row of a picture at past 600, what stop waits for, s'] = rowSeconds(janus, figures);
  figures['answer, past 700, ms a token'] = await answerToken(janus, 700);
  figures['prefill of 2 × 60, ms'] = await prefill(janus, 2, 60);
  figures['prefill of 640, ms'] = await prefill(janus, 1, 640);

  const side = janus.config.vision.imageSize;
  const image = { width: side, height: side, rgb: new Uint8Array(side ** 2 * 3).fill(99) };
  figures['vision encoder, ms'] = await best(2, () => see(janus, image));
  const tokens = new Array<number>(janus.config.picture.grid ** 2).fill(1);
  figures[`VQ decode to ${pictureSide(janus.config)} px, ms`] = await best(2, () =>
    decodePicture(janus, tokens),
  );
  await questions(janus, image, figures);
  const peak = process.resourceUsage().maxRSS / 1e6;
  figures['peak RSS, GB'] = peak;
  const needed = needsOf(await readManifest(folder)).memoryBytes / 1e9;
  figures['peak RSS, share of the bound that forecasts count on'] = peak / needed;
  await janus.release();
  await stopping(folder, figures);
  return figures;
}

/**
 * What ONNX Runtime's quantised products leave to be had: how fast they read weights alone, and how
 * fast the growth with past is, as reading of keys and values.
 */
async function bareProducts(
  { config, precision }: Janus,
  bandwidth: number,
  figures: Figures,
): Promise<void> {
  const ms = (past: number) => figures[`picture, past ${past}, ms a token`] ?? NaN;
  const growth = keyBytes({ config }, 2, 600 - 64) / ((ms(600) - ms(64)) / 1000);
  figures['picture, past 64 to 600, keys and values, GB/s'] = growth / 1e9;
  if (precision !== 'int4' && precision !== 'int8') return;
  const rate = await measureProducts(config, precision === 'int4' ? 4 : 8, 2);
  figures['quantised products alone, GB/s'] = rate / 1e9;
  figures['quantised products alone, share of the roofline'] = rate / bandwidth;
  const weights = (figures['weights a pass reads, MB'] ?? NaN) * 1e6;
  for (const past of [64, 300, 600]) {
    const share = ((weights / rate) * 1000) / ms(past);
    figures[`picture, past ${past}, share of the products alone`] = share;
  }
}

/** A picture as people draw it, previews at their default share included. */
async function wholePicture(janus: Janus, figures: Figures): Promise<void> {
  const prompt =
    'a small boat on a quiet lake at sunset, a lantern at its bow, mist over the water';
  const settings = {
    seed: 1,
    count: 1,
    guidance: 5,
    temperature: 1,
    forced: [],
    previewShare: 0.1,
  };
  const startMs = performance.now();
  const order = { modelFolder: '', prompt, ...settings };
  for await (const step of draw(janus, order, new AbortController().signal)) {
    if (step.kind !== 'picture') continue;
    const tokens = step.tokens.length;
    figures[`a picture: its ${tokens} tokens, s`] = (step.msPerToken * tokens) / 1000;
  }
  figures['a picture: from prompt to last frame, s'] = (performance.now() - startMs) / 1000;
}

/**
 * What the next job waits for after a stop, at worst: the end of the run in flight, or, if the
 * engine were killed, another process that loads the model (main/children/engine.ts decides).
 */
async function stopping(folder: string, figures: Figures): Promise<void> {
  const figure = (name: string) => figures[name] ?? NaN;
  const vq = Object.keys(figures).find((name) => name.startsWith('VQ decode')) ?? '';
  const stretch = (figure('prefill of 640, ms') * 192) / 640;
  const runs = [stretch, figure('vision encoder, ms'), figure(vq)].map((ms) => ms / 1000);
  const longest = Math.max(
    ...runs,
    figure('a row of a picture at past 600, what stop waits for, s'),
  );
  figures['stop by finishing: the longest run, s'] = longest;
  await using engine = openEngine();
  const turns: Turn[] = [{ role: 'user', parts: [{ kind: 'text', text: 'Hello' }] }];
  const settings = { temperature: 0, topP: 1, seed: 0, maxTokens: 1 };
  const order = { modelFolder: folder, turns, images: [], ...settings };
  const answer = async () => {
    const startMs = performance.now();
    await engine.result('ask', order, new AbortController().signal);
    return (performance.now() - startMs) / 1000;
  };
  const cold = await answer();
  const killed = cold - (await answer());
  figures['stop by killing: a new process with the model, s'] = killed;
  figures['killing, times finishing'] = killed / longest;
}

function rowSeconds({ config }: Janus, figures: Figures): number {
  return (config.picture.grid * (figures['picture, past 600, ms a token'] ?? NaN)) / 1000;
}

/** Time to the first token of a first question about an image, and of a follow-up. */
async function questions(janus: Janus, image: Rgb, figures: Figures): Promise<void> {
  const kept = startConversation(janus);
  const never = new AbortController().signal;
  const asked: Turn[] = [];
  const firstToken = async (...parts: Part[]) => {
    asked.push({ role: 'user', parts });
    const choosing = { temperature: 0, topP: 1, seed: 0, maxTokens: 16 };
    const order = { modelFolder: '', turns: asked, images: [image], ...choosing };
    let last: AskStep | null = null;
    for await (const step of ask(janus, order, () => kept, never)) last = step;
    if (last?.kind !== 'answer') throw new Error('Expected an answer.');
    asked.push({ role: 'assistant', parts: [{ kind: 'text', text: last.answer }] });
    return last.msToFirstToken / 1000;
  };
  const first = await firstToken(
    { kind: 'image', image: 0 },
    { kind: 'text', text: 'What is in this picture?' },
  );
  const followUp = await firstToken({ kind: 'text', text: 'And what colour is it?' });
  figures['first question with an image, s to its first token'] = first;
  figures['follow-up question, s to its first token'] = followUp;
  figures['follow-up, share of the first'] = followUp / first;
}

/** The weights of all layers and the picture head: what each token must read. */
async function passBytes(folder: string, { config, precision }: Janus): Promise<number> {
  const { size } = await stat(path.join(folder, 'language.data'));
  const { hidden, vocabulary } = config.decoder;
  const quantised = precision !== 'fp32';
  // The text ends lie in the same file and are not read while drawing.
  const table = vocabulary * hidden * (quantised ? 2 : 4);
  const head = vocabulary * hidden * (quantised ? 1 + 4 / 32 : 4);
  return size - table - head;
}

function keyBytes({ config }: Pick<Janus, 'config'>, rows: number, past: number): number {
  const { layers, kvHeads, headSize } = config.decoder;
  return 2 * layers * rows * kvHeads * headSize * past * 4;
}

/** A reading that has `past` positions of made-up keys and values. */
function readingAt(janus: Janus, rows: number, past: number): Reading {
  const { layers, kvHeads, headSize } = janus.config.decoder;
  const reading = startReading(janus, emptyCache(janus.config, rows, past + 50));
  const tail = Float32Array.from({ length: rows * kvHeads * past * headSize }, (_, i) =>
    Math.sin(i),
  );
  append(reading.cache, janus.config, new Array<Float32Array>(2 * layers).fill(tail), past);
  reading.hidden.fill(0.1);
  return reading;
}

async function pictureToken(janus: Janus, past: number): Promise<{ ms: number; outside: number }> {
  const { grid, codebook } = janus.config.picture;
  const watched = watch(janus);
  const before = past - Math.floor(grid / 2);
  const reading = readingAt(janus, 2, before);
  let outside = 0;
  let fastest = Infinity;
  for (let run = 0; run < 3; run++) {
    reading.cache.length = before;
    watched.insideMs = 0;
    const startMs = performance.now();
    const noise = new Float32Array(grid * codebook);
    for (let i = 0; i < grid; i++) noise.set(gumbelNoise('picture', 1, i, codebook), i * codebook);
    const forced = new Array<number>(grid).fill(-1);
    const feeds = { pictures: 1, turns: grid, guidance: 5, temperature: 1, noise, forced };
    await drawTokens(watched.janus, reading, feeds);
    const ms = performance.now() - startMs;
    if (ms < fastest) outside = 1 - watched.insideMs / ms;
    fastest = Math.min(fastest, ms);
  }
  return { ms: fastest / grid, outside };
}

/** A model that counts the time its sessions run. */
function watch(janus: Janus) {
  const watched = {
    insideMs: 0,
    janus: {
      ...janus,
      session: async (name: Parameters<Janus['session']>[0]) => {
        const session = await janus.session(name);
        const run: typeof session.run = async (feeds, wanted) => {
          const startMs = performance.now();
          const outputs = await session.run(feeds, wanted);
          watched.insideMs += performance.now() - startMs;
          return outputs;
        };
        return { ...session, run };
      },
    } satisfies Janus,
  };
  return watched;
}

async function answerToken(janus: Janus, past: number): Promise<number> {
  const turns = 4;
  const reading = readingAt(janus, 1, past);
  const feeds = { turns, temperature: 1, topP: 1, noise: null, stops: [janus.tokens.eos] };
  const ms = await best(3, async () => {
    reading.cache.length = past;
    await answerTokens(janus, reading, feeds);
  });
  return ms / turns;
}

async function prefill(janus: Janus, rows: number, length: number): Promise<number> {
  const embeds = new Float32Array(rows * length * janus.config.decoder.hidden).fill(0.01);
  return best(2, async () => {
    const reading = startReading(janus, emptyCache(janus.config, rows, length));
    for await (const _ of read(janus, reading, embeds));
  });
}

/** The best of some runs after one that does not count: machines here are noisy. */
async function best(runs: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  let fastest = Infinity;
  for (let run = 0; run < runs; run++) {
    const startMs = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - startMs);
  }
  return fastest;
}
