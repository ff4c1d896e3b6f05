import type { Command } from 'commander';
import { examine, inWords } from '../diagnostics.ts';
import { dataPaths } from './data-folder.ts';
import { printJson, type Terminal } from './terminal.ts';

/** `studio doctor` */
export function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('say what this machine has and what is missing')
    .option('--json', 'print one JSON document')
    .action(async (options: { readonly json?: true }, command: Command) => {
      const report = await examine(dataPaths(command), terminal.crew, terminal.signal);
      if (options.json) printJson(terminal, report);
      else terminal.print(`${inWords(report).join('\n')}\n`);
    });
}
