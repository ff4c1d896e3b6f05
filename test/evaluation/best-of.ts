import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openJanus } from '../../main/inference/janus.ts';
import { readManifest } from '../../native-models/manifest.ts';
import { buildModel } from '../../native-models/index.ts';
import { createDetector } from './detector.ts';
import { readExam } from './exam.ts';
import { type Contest, judgeAll } from './judging.ts';
import { margin, type Margin } from './margin.ts';
import { captionedSheet } from './sheets.ts';

/**
 * `npm run evaluate:best-of -- [--best-of 4] [--prompts 300] [--rounds 3] [--checkpoint <folder>]
 *     [--out <folder>] [--guidance <x>] [--temperature 1]`
 *
 * Draws several pictures for each prompt that the starter's training never showed, lets the starter
 * judge them, and asks the evaluation's detector, which shares nothing with it, how often the picture
 * picked by score is right, against one picked at random.
 */
const root = path.join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    'best-of': { type: 'string', default: '4' },
    prompts: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    checkpoint: { type: 'string', default: path.join(root, 'assets/starter') },
    out: { type: 'string', default: path.join(root, 'docs/starter') },
    guidance: { type: 'string' },
    temperature: { type: 'string', default: '1' },
  },
});
const count = Number(values['best-of']);

const exam = await readExam();
// Spread over the categories, which follow one another.
const stride = Math.max(1, exam.drawings.length / Number(values.prompts));
const chosen = exam.drawings.filter(
  (_, i) => Math.floor(i / stride) > Math.floor((i - 1) / stride),
);
const detector = await createDetector(exam);
const folder = await mkdtemp(path.join(tmpdir(), 'janus-evaluation-'));
const order = { checkpoint: values.checkpoint, models: folder, id: 'starter', precision: 'fp32' };
for await (const _ of buildModel(order));
const built = path.join(folder, 'starter');
const janus = await openJanus(built);
const guidance = Number(values.guidance ?? (await readManifest(built)).guidance ?? 5);
const rounds = Number(values.rounds);
const settings = { guidance, temperature: Number(values.temperature), count, rounds };

const contests: Contest[] = [];
for await (const contest of judgeAll(janus, detector, chosen, settings)) {
  contests.push(contest);
  if (contests.length % 10 === 0) {
    console.error(`${contests.length} of ${chosen.length * rounds} contests`);
  }
}
await janus.release();
await rm(folder, { recursive: true });

const whole = margin(contests);
const report = { ...settings, prompts: chosen.length, ...whole };
const said = sentence(whole);
await mkdir(values.out, { recursive: true });
const write = (name: string, content: string | Buffer) =>
  writeFile(path.join(values.out, name), content);
await write('best-of.json', `${JSON.stringify(report, null, 2)}\n`);
await write('best-of.md', `${said}\n`);
const english = contests.filter(({ asked }, at) => asked.language === 'en' && at % rounds === 0);
const cells = english.slice(0, 48 / count).flatMap(({ asked, candidates }) =>
  candidates.map(({ picture, score, good }) => {
    return { picture, words: `${Math.round(100 * score)} % ${asked.prompt}`, good };
  }),
);
await write('best-of.png', await captionedSheet(cells, count));
console.log(said);

function sentence({ picked, random, possible, margin: gain, low, high }: Margin): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const points = (share: number) => (100 * share).toFixed(1);
  return [
    `Best of ${count}, ${chosen.length} held-out prompts ${rounds} times over, guidance ${guidance}, temperature ${settings.temperature}:`,
    `the picture that the model itself scores highest is right in ${percent(picked)} of prompts,`,
    `a random one of the ${count} in ${percent(random)}; at least one of them is in ${percent(possible)}.`,
    `Margin ${points(gain)} points, 95 % interval ${points(low)} to ${points(high)} (bootstrap over prompts).`,
  ].join('\n');
}
