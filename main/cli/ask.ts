import type { Command } from 'commander';
import { openCrew } from '../children/crew.ts';
import type { AskStep } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { ask, type AskJob } from '../jobs/ask.ts';
import { dataPaths } from './data-folder.ts';
import { historyFileHelp, readHistoryFile, withTurn } from './history-file.ts';
import { decimal, randomSeed, seedNumber, wholeNumber } from './numbers.ts';
import { modelFor } from './model.ts';
import { createProgress } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';

interface AskOptions {
  readonly image: readonly string[];
  readonly history?: string;
  readonly model?: string;
  readonly temperature: number;
  readonly topP: number;
  readonly seed?: number;
  readonly maxTokens: number;
  readonly loadAnyway?: true;
  readonly json?: true;
}

type Of<Kind extends AskStep['kind']> = Extract<AskStep, { readonly kind: Kind }>;

const longestQuestion = 200_000;

/** `studio ask <question>` */
export function addAsk(program: Command, terminal: Terminal): void {
  program
    .command('ask')
    .description('ask about images, or about anything')
    .argument('<question>', 'what to ask')
    .option('--image <file>', 'an image to ask about; may be repeated', collect, [])
    .option('--history <file>', `the conversation so far. ${historyFileHelp}`)
    .option('--model <id>', 'which model answers (default: the newest)')
    .option('--temperature <x>', 'how freely to choose; 0: not at all', decimal(0, 2), 0)
    .option('--top-p <x>', 'share of likely tokens to choose from', decimal(0.001, 1), 0.95)
    .option('--seed <n>', 'seed of the choice (default: random)', seedNumber)
    .option('--max-tokens <n>', 'longest answer', wholeNumber(1, 16_384), 512)
    .option('--load-anyway', 'load a model that this machine has too little memory for')
    .option('--json', 'print one JSON document')
    .action(async (question: string, options: AskOptions, command: Command) => {
      const job = await jobOf(question, options, dataPaths(command).models, terminal);
      const answer = await listen(job, terminal, options.json === true);
      if (options.json) printJson(terminal, { model: job.model.card.id, ...answer });
      else terminal.print('\n');
    });
}

async function jobOf(
  question: string,
  options: AskOptions,
  models: string,
  terminal: Terminal,
): Promise<AskJob> {
  if (question.trim() === '' || question.length > longestQuestion) {
    throw new UsageFailure(
      `Expected a question of 1 to 200,000 characters but received ${question.trim().length}.`,
    );
  }
  const { history, image, temperature, topP, maxTokens } = options;
  const before = history === undefined ? { turns: [], images: [] } : await readHistoryFile(history);
  const { turns, images } = await withTurn(before, 'user', question, image);
  const model = await modelFor(models, options.model, terminal);
  const seed = options.seed ?? randomSeed();
  const { loadAnyway } = options;
  return { model, loadAnyway, turns, images, temperature, topP, seed, maxTokens };
}

const phases = {
  load: 'Loading the model',
  see: 'Looking at the images',
  read: 'Reading the question',
  answer: 'Thinking of an answer',
} as const;

/** Writes the answer as it comes, unless it is wanted as JSON; gives what JSON says of it. */
async function listen(job: AskJob, terminal: Terminal, silent: boolean) {
  await using crew = openCrew(terminal.crew);
  using progress = createProgress(terminal);
  let prompt: Of<'prompt'> | null = null;
  let result: Of<'answer'> | null = null;
  let begun = false;
  for await (const step of ask(job, crew, terminal.signal)) {
    if (step.kind === 'phase') progress.note(`${phases[step.phase]} …`);
    if (step.kind === 'prompt') {
      prompt = step;
      if (step.room < job.maxTokens) {
        progress.clear();
        terminal.tell(`The model has room for ${step.room} tokens of answer.\n`);
      }
    }
    if (step.kind === 'answer') result = step;
    if (step.kind !== 'text' || silent) continue;
    progress.clear();
    // A model's first word begins with a space.
    const words: string = begun ? step.text : step.text.trimStart();
    begun ||= words !== '';
    terminal.print(printable(words));
  }
  if (prompt === null || result === null) {
    throw new StudioFailure('unexpected', 'The engine ended without an answer. Ask again.');
  }
  const { answer, tokens, msToFirstToken, msPerToken, stoppedBy } = result;
  const { promptTokens, imageTokens } = prompt;
  return { answer, tokens, promptTokens, imageTokens, msToFirstToken, msPerToken, stoppedBy };
}

/** Without control characters: a model's words must not move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

function collect(file: string, before: readonly string[]): readonly string[] {
  return [...before, file];
}
