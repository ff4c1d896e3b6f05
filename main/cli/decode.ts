import path from 'node:path';
import type { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { openCrew } from '../children/crew.ts';
import { decode } from '../jobs/decode.ts';
import { dataPaths } from './data-folder.ts';
import { modelFor } from './model.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';
import { readTokensFile, tokensFileHelp } from './tokens-file.ts';
import { makeFolder } from '../../native-models/make-folder.ts';

interface DecodeOptions {
  readonly model?: string;
  readonly out: string;
  readonly json?: true;
}

/** `studio decode <tokens.json> --out <file>` */
export function addDecode(program: Command, terminal: Terminal): void {
  program
    .command('decode')
    .description('turn picture tokens into a PNG file')
    .argument('<tokens.json>', tokensFileHelp)
    .requiredOption('--out <file>', 'the PNG file to write')
    .option('--model <id>', 'whose tokens (default: the newest model)')
    .option('--json', 'print one JSON document')
    .action(async (tokensFile: string, options: DecodeOptions, command: Command) => {
      if (path.extname(options.out).toLowerCase() !== '.png') {
        throw new UsageFailure(`Expected --out to be a .png file, but received "${options.out}".`);
      }
      const model = await modelFor(dataPaths(command).models, options.model, terminal);
      const tokens = await readTokensFile(tokensFile);
      const file = path.resolve(options.out);
      await makeFolder(path.dirname(file));
      await using crew = openCrew(terminal.crew);
      const png = await decode(model, tokens, crew, terminal.signal);
      await writeFileAtomic(file, Buffer.from(png), { fsync: true });
      if (options.json) printJson(terminal, { path: file });
      else terminal.print(`${file}\n`);
    });
}
