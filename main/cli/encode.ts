import type { Command } from 'commander';
import { openCrew } from '../children/crew.ts';
import { encode } from '../jobs/encode.ts';
import { dataPaths } from './data-folder.ts';
import { readImageFile } from './files.ts';
import { modelFor } from './model.ts';
import { printJson, type Terminal } from './terminal.ts';

/** `studio encode <image>` */
export function addEncode(program: Command, terminal: Terminal): void {
  program
    .command('encode')
    .description('turn an image into picture tokens')
    .argument('<image>', 'an image file; its middle square is used')
    .option('--model <id>', 'whose tokens (default: the newest model)')
    .option('--json', 'print one JSON document (it is one in any case)')
    .action(async (image: string, options: { readonly model?: string }, command: Command) => {
      const model = await modelFor(dataPaths(command).models, options.model, terminal);
      const bytes = await readImageFile(image);
      await using crew = openCrew(terminal.crew);
      printJson(terminal, { tokens: await encode({ model }, bytes, crew, terminal.signal) });
    });
}
