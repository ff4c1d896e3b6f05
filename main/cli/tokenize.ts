import path from 'node:path';
import type { Command } from 'commander';
import { openEngine } from '../children/engine.ts';
import { dataPaths } from './data-folder.ts';
import { modelFor } from './model.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';

interface TokenizeOptions {
  readonly model?: string;
  readonly tokenizer?: string;
  readonly json?: true;
}

/** `studio tokenize <text>` */
export function addTokenize(program: Command, terminal: Terminal): void {
  program
    .command('tokenize')
    .description('show text as a model reads it')
    .argument('<text>', 'any text; BOS and special tokens as Hugging Face reads them')
    .option('--model <id>', 'whose tokens (default: the newest model)')
    .option('--tokenizer <file>', 'a tokenizer.json instead of a model')
    .option('--json', 'print one JSON document')
    .action(async (text: string, options: TokenizeOptions, command: Command) => {
      const tokenizerFile = await fileOf(options, dataPaths(command).models, terminal);
      await using engine = openEngine(terminal.crew.log, terminal.crew.entries?.engine);
      const request = { tokenizerFile, text };
      const { ids, tokens } = await engine.result('tokenize', request, terminal.signal);
      if (options.json) printJson(terminal, { ids, tokens });
      else terminal.print(ids.map((id, i) => `${id}\t${JSON.stringify(tokens[i])}\n`).join(''));
    });
}

async function fileOf(
  { model, tokenizer }: TokenizeOptions,
  models: string,
  terminal: Terminal,
): Promise<string> {
  if (tokenizer === undefined) return (await modelFor(models, model, terminal)).tokenizerFile;
  if (model === undefined) return path.resolve(tokenizer);
  throw new UsageFailure('Expected --model or --tokenizer but received both.');
}
