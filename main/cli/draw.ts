import path from 'node:path';
import { Option, type Command } from 'commander';
import { DrawRequest } from '../../preload/contract/picture.ts';
import { openCrew, type Crew } from '../children/crew.ts';
import { stretchesOf } from '../jobs/cells.ts';
import { draw, type Drawing, type DrawJob } from '../jobs/draw.ts';
import { rank, sayOrder } from './best-of.ts';
import { dataPaths } from './data-folder.ts';
import { gridOf, gridSide, type TypedSide } from './grid-option.ts';
import { planKeeping, type Keep } from './keep.ts';
import { modelFor } from './model.ts';
import { decimal, randomSeed, seedNumber, wholeNumber } from './numbers.ts';
import { createProgress, duration, type Progress } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';
import { readTokensFile, tokensFileHelp } from './tokens-file.ts';
import { addVaryOptions, withBeginning, type VaryOptions } from './vary.ts';

interface DrawOptions extends VaryOptions {
  readonly model?: string;
  readonly seed?: number;
  readonly count: number;
  readonly bestOf?: number;
  readonly grid?: readonly TypedSide[];
  readonly seeds?: number;
  readonly guidance?: number;
  readonly temperature: number;
  readonly tokens?: string;
  readonly out?: string;
  readonly loadAnyway?: true;
  readonly json?: true;
}

/** One picture as `--json` prints it. */
interface Drawn {
  readonly path: string;
  readonly seed: number;
  /** In a grid. */
  readonly guidance?: number;
  readonly temperature?: number;
  readonly tokens: readonly number[];
  readonly msPerToken: number;
  readonly width: number;
  readonly height: number;
}

/** `studio draw <prompt>` */
export function addDraw(program: Command, terminal: Terminal): void {
  addVaryOptions(program.command('draw'))
    .description('draw pictures from words')
    .argument('<prompt>', 'what to draw')
    .option('--model <id>', 'which model draws (default: the newest)')
    .option('--seed <n>', 'seed of the first picture (default: random)', seedNumber)
    .option('--count <n>', 'how many pictures', wholeNumber(1, 64), 1)
    .addOption(
      new Option(
        '--best-of <n>',
        'draw n pictures and let the model say which fits best, its own opinion',
      )
        .argParser(wholeNumber(2, 16))
        .conflicts('count'),
    )
    .addOption(
      new Option(
        '--grid <setting=values>',
        'a picture for each value, such as guidance=1,1.5,5; with --seeds, or twice',
      )
        .argParser(gridSide)
        .conflicts(['count', 'bestOf']),
    )
    .option('--seeds <n>', 'seeds of a grid, each one more', wholeNumber(1, 16))
    .option(
      '--guidance <x>',
      "how strictly to follow the prompt (default: the model's own, 5 as published)",
      decimal(1, 20),
    )
    .option('--temperature <x>', 'how freely to choose; 0: not at all', decimal(0, 2), 1)
    .option('--tokens <file>', `first tokens of each picture. ${tokensFileHelp}`)
    .option('--out <file-or-folder>', 'where to put them (default: the gallery)')
    .option('--load-anyway', 'load a model that this machine has too little memory for')
    .option('--json', 'print one JSON document')
    .action(async (prompt: string, options: DrawOptions, command: Command) => {
      const paths = dataPaths(command);
      if (options.keepRows !== undefined && options.vary === undefined) {
        throw new UsageFailure('Expected --vary <image> beside --keep-rows: whose rows are kept?');
      }
      const wish = await jobOf(prompt, options, paths.models, terminal);
      const keep = await planKeeping(options.out, wish.count, paths);
      await using crew = openCrew(terminal.crew);
      using progress = createProgress(terminal);
      const job = await withBeginning(wish, options, crew, terminal.signal);
      const at: Desk = { job, keep, crew, progress, terminal, quiet: options.json === true };
      const drawn: Drawn[] = [];
      try {
        for await (const picture of drawAll(at)) drawn.push(picture);
        await report(drawn, options, at);
      } catch (thrown) {
        progress.clear();
        if (terminal.signal.aborted) tellKept(drawn, job, terminal);
        throw thrown;
      }
    });
}

type TypedJob = DrawJob & Pick<DrawRequest, 'grid'>;

interface Desk {
  readonly job: TypedJob;
  readonly keep: Keep;
  readonly crew: Crew;
  readonly progress: Progress;
  readonly terminal: Terminal;
  /** Says nothing before all is done. */
  readonly quiet: boolean;
}

async function* drawAll({ job, keep, crew, progress, terminal, quiet }: Desk) {
  const done = new Map<number, number>();
  for (const { start, ...stretch } of stretchesOf(job)) {
    for await (const step of draw({ ...job, ...stretch }, crew, terminal.signal)) {
      const event = { ...step, index: start + step.index };
      show(event, job, done, progress);
      if (event.kind !== 'picture') continue;
      const { width, height, facts } = event;
      const { seed, guidance, temperature, tokens, msPerToken } = facts;
      const file = await keep(event);
      progress.clear();
      const cell = job.grid ? `guidance ${guidance}, temperature ${temperature}, ` : '';
      if (!quiet) terminal.print(`${file} (${cell}seed ${seed})\n`);
      const settings = job.grid && { guidance, temperature };
      yield { path: file, seed, ...settings, tokens, msPerToken, width, height };
    }
  }
}

/** Says what was drawn as one document, and which fits best. */
async function report(
  drawn: readonly Drawn[],
  { json, bestOf }: DrawOptions,
  { job, crew, progress, terminal }: Desk,
): Promise<void> {
  const model = job.model.card.id;
  if (bestOf === undefined) {
    if (json) printJson(terminal, { model, pictures: drawn });
    return;
  }
  const pictures = await rank(drawn, { ...job, crew, progress, signal: terminal.signal });
  if (json) printJson(terminal, { model, best: pictures[0]?.path, pictures });
  else terminal.print(sayOrder(pictures));
}

/** What a job of several pictures leaves behind when it is cancelled. */
function tellKept([first, ...others]: readonly Drawn[], { count }: DrawJob, to: Terminal): void {
  if (first === undefined) return;
  to.tell(`Kept ${others.length + 1} of ${count} pictures in ${path.dirname(first.path)}.\n`);
}

/** Guidance as Janus was published. */
const published = 5;

async function jobOf(
  prompt: string,
  options: DrawOptions,
  models: string,
  terminal: Terminal,
): Promise<TypedJob> {
  const { temperature, guidance = published } = options;
  const seed = options.seed ?? randomSeed();
  const { grid, count } = setOf(options, seed);
  const wishes = { prompt, seed, count, guidance, temperature, grid, previewShare: 0 };
  const request = DrawRequest.safeParse(wishes);
  if (!request.success) {
    throw new UsageFailure(
      `Expected a prompt of 1 to 20,000 characters but received ${prompt.trim().length}.`,
    );
  }
  const forced = options.tokens === undefined ? [] : await readTokensFile(options.tokens);
  const model = await modelFor(models, options.model, terminal);
  const own = options.guidance ?? model.card.guidance ?? published;
  return { ...request.data, guidance: own, model, loadAnyway: options.loadAnyway, forced };
}

/** How many pictures, and the grid they make when one was asked for. */
function setOf({ grid: sides, seeds, bestOf, count }: DrawOptions, seed: number) {
  if (sides === undefined && seeds === undefined) return { count: bestOf ?? count };
  const grid = gridOf(sides ?? [], seeds, seed);
  return { grid, count: grid.across.values.length * grid.down.values.length };
}

const phases = {
  load: 'Loading the model',
  read: 'Reading the prompt',
  draw: 'Drawing',
  decode: 'Turning tokens into pixels',
  save: 'Saving',
  judge: 'Judging',
} as const;

/** @param tokensDone Of each picture by its index: several are drawn side by side. */
function show(
  event: Drawing,
  job: DrawJob,
  tokensDone: Map<number, number>,
  progress: Progress,
): void {
  if (event.kind === 'phase') progress.note(`${phases[event.phase]} …`);
  if (event.kind !== 'tokens') return;
  tokensDone.set(event.index, event.tokensDone);
  const total = event.tokensTotal * job.count;
  const done = [...tokensDone.values()].reduce((sum, tokens) => sum + tokens, 0);
  const left = duration((total - done) * event.msPerToken);
  const rate = (1000 / Math.max(event.msPerToken, 0.001)).toFixed(1);
  const label = job.count === 1 ? 'Drawing' : `Drawing ${job.count} pictures`;
  progress.bar({ label, done, total, remark: `${rate} tokens/s, ${left} left` });
}
