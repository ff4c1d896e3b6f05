import path from 'node:path';
import { Option, type Command } from 'commander';
import { bytes } from '../bytes.ts';
import { openWorkshop } from '../children/workshop.ts';
import { seedNumber } from './numbers.ts';
import { createProgress } from './progress.ts';
import { printJson, type Terminal } from './terminal.ts';

interface SynthesizeOptions {
  readonly size: 'tiny' | '1b' | '7b';
  readonly layout: 'deepseek' | 'deepseek-bin' | 'transformers';
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

/** `studio models synthesize --out <folder>` */
export function addSynthesize(models: Command, terminal: Terminal): void {
  models
    .command('synthesize')
    .description('write a checkpoint of random weights, for tests and benchmarks')
    .requiredOption('--out <folder>', 'the folder to make')
    .addOption(new Option('--size <size>').choices(['tiny', '1b', '7b']).default('tiny'))
    .addOption(
      new Option('--layout <layout>', 'whose names and config; -bin: as PyTorch files')
        .choices(['deepseek', 'deepseek-bin', 'transformers'])
        .default('deepseek'),
    )
    .option('--seed <n>', 'one seed is one model, whatever the layout', seedNumber, 0)
    .option('--json', 'print one JSON document')
    .action(async ({ json, ...options }: SynthesizeOptions) => {
      const folder = path.resolve(options.out);
      const order = { ...options, out: folder };
      await using workshop = openWorkshop(terminal.crew.log, terminal.crew.entries?.workshop);
      using progress = createProgress(terminal);
      for await (const step of workshop.call('synthesize', order, terminal.signal)) {
        const { doneBytes: done, totalBytes: total } = step;
        progress.bar({ label: 'Writing', done, total, remark: bytes(done) });
      }
      progress.clear();
      if (json) printJson(terminal, { folder });
      else terminal.print(`${folder}\n`);
    });
}
