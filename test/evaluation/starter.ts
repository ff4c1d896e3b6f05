import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Rgb } from '../../main/children/messages.ts';
import { type Janus, openJanus } from '../../main/inference/janus.ts';
import { decodePicture, encodePicture } from '../../main/inference/sight.ts';
import { buildModel } from '../../native-models/index.ts';
import { type Answered, askAll } from './asking.ts';
import { agrees, createDetector } from './detector.ts';
import { type Drawn, drawAll } from './drawing.ts';
import { readExam, readPictures } from './exam.ts';
import { captionedSheet, comparedSheet } from './sheets.ts';
import { type Scores, table } from './table.ts';

/**
 * `npm run evaluate:starter -- [--checkpoint <folder>] [--out <folder>] [--few]
 *     [--guidance 5] [--temperature 1]`
 *
 * Scores the starter with the studio's own engine on compositions that its training never showed,
 * and writes the figures and sheets of pictures. `--few`: a tenth of the prompts and questions.
 */
const root = path.join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    checkpoint: { type: 'string', default: path.join(root, 'assets/starter') },
    out: { type: 'string', default: path.join(root, 'docs/starter') },
    few: { type: 'boolean', default: false },
    guidance: { type: 'string', default: '5' },
    temperature: { type: 'string', default: '1' },
  },
});
const stride = values.few ? 10 : 1;
const some = <T>(all: readonly T[]) => all.filter((_, i) => i % stride === 0);

const exam = await readExam();
const pictures = await readPictures(exam);
const detector = await createDetector(exam);
const rendered = exam.askings.filter(({ scene }) => scene !== null);
const recognised = rendered.map(({ scene, cell }) =>
  agrees(scene!, 'attribution', detector.look(pictures[cell]!)),
);

const folder = await mkdtemp(path.join(tmpdir(), 'janus-evaluation-'));
const startMs = performance.now();
const order = { checkpoint: values.checkpoint, models: folder, id: 'starter', precision: 'fp32' };
for await (const _ of buildModel(order));
const buildSeconds = (performance.now() - startMs) / 1000;
const janus = await openJanus(path.join(folder, 'starter'));

const made = some(rendered).map(({ cell }) => pictures[cell]!);
const remade = await Promise.all(made.map((picture) => reconstruct(janus, picture)));
const settings = { guidance: Number(values.guidance), temperature: Number(values.temperature) };
const drawn: Drawn[] = [];
for await (const one of drawAll(janus, detector, some(exam.drawings), settings)) {
  drawn.push(one);
  if (drawn.length % 25 === 0) console.error(`${drawn.length} pictures drawn`);
}
const answered: Answered[] = [];
for await (const one of askAll(janus, some(exam.askings), pictures)) {
  answered.push(one);
  if (answered.length % 50 === 0) console.error(`${answered.length} questions answered`);
}
await janus.release();
await rm(folder, { recursive: true });

const scores: Scores = {
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  ...settings,
  detector: mean(recognised.map(Number)),
  drawing: shares(drawn, ({ asked }) => asked.category),
  drawingByLanguage: shares(drawn, ({ asked }) => asked.language),
  asking: shares(answered, ({ asking }) => asking.kind),
  askingByLanguage: shares(answered, ({ asking }) => asking.language),
  psnr: mean(made.map((picture, i) => psnr(picture, remade[i]!))),
  secondsAPicture: median(drawn.map(({ seconds }) => seconds)),
  secondsToFirstToken: median(answered.map(({ firstTokenSeconds }) => firstTokenSeconds)),
  buildSeconds,
  asked: { drawings: drawn.length, questions: answered.length, reconstructions: made.length },
};
await mkdir(values.out, { recursive: true });
const write = (name: string, content: string | Buffer) =>
  writeFile(path.join(values.out, name), content);
await write('scores.json', `${JSON.stringify(scores, null, 2)}\n`);
await write('scores.md', table(scores));
await write('drawings.png', await captionedSheet(shown(drawn)));
await write('reconstructions.png', await comparedSheet(made.slice(0, 40), remade.slice(0, 40)));
await write('answers.txt', `${answered.map(line).join('\n')}\n`);
console.log(table(scores));

async function reconstruct(model: Janus, picture: Rgb): Promise<Rgb> {
  return decodePicture(model, await encodePicture(model, picture));
}

/** Eight pictures a category; English prompts only, as not every machine can write Korean. */
function shown(all: readonly Drawn[]) {
  const english = all.filter(({ asked }) => asked.language === 'en');
  const categories = [...new Set(english.map(({ asked }) => asked.category))];
  const chosen = categories.flatMap((category) =>
    english.filter(({ asked }) => asked.category === category).slice(0, 8),
  );
  return chosen.map(({ asked, picture, good }) => ({ picture, words: asked.prompt, good }));
}

/** A line of the list of answers: `+` right, `-` wrong, and what would have been right. */
function line({ asking, answer, good }: Answered): string {
  return `${good ? '+' : '-'} ${asking.kind}: ${asking.question} | ${answer} | ${asking.answer}`;
}

/** The share of good ones in each group. */
function shares<T extends { readonly good: boolean }>(
  all: readonly T[],
  group: (one: T) => string,
) {
  const names = [...new Set(all.map(group))];
  const share = (name: string) =>
    mean(all.filter((one) => group(one) === name).map(({ good }) => Number(good)));
  return Object.fromEntries(names.map((name) => [name, share(name)]));
}

function psnr(a: Rgb, b: Rgb): number {
  let squares = 0;
  for (const [i, value] of a.rgb.entries()) squares += (value - b.rgb[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / a.rgb.length));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
