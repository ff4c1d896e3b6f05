import path from 'node:path';
import { Option, type Command } from 'commander';
import type { Manifest } from '../../native-models/manifest.ts';
import { ModelId } from '../../preload/contract/model.ts';
import { bytes } from '../bytes.ts';
import { openWorkshop } from '../children/workshop.ts';
import { buildModel, idFromFolder, type BuildJob } from '../jobs/build-model.ts';
import type { InstalledModel } from '../models/library.ts';
import { dataPaths } from './data-folder.ts';
import { createProgress } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';

interface BuildOptions {
  readonly precision: string;
  readonly id?: string;
  readonly json?: true;
}

const precisions: readonly Manifest['precision'][] = ['fp32', 'fp16', 'int8', 'int4'];

/** `studio models build <folder>` */
export function addBuild(models: Command, terminal: Terminal): void {
  models
    .command('build')
    .description('build a model from a published checkpoint')
    .argument('<folder>', 'a checkpoint: config.json, safetensors or .bin weights, tokenizer.json')
    .addOption(new Option('--precision <p>', 'of its weights').choices(precisions).default('fp32'))
    .option('--id <id>', 'name of the model (default: from the folder’s and the precision)')
    .option('--json', 'print one JSON document')
    .action(async (folder: string, options: BuildOptions, command: Command) => {
      const { models } = dataPaths(command);
      const checkpoint = path.resolve(folder);
      const id = options.id ?? idFromFolder(path.basename(checkpoint), options.precision);
      if (!ModelId.safeParse(id).success) {
        throw new UsageFailure(
          `Expected an id of at most 64 lower-case letters, digits, dots and dashes but received ${JSON.stringify(id)}.`,
        );
      }
      const job = { checkpoint, models, id, precision: options.precision };
      for (const model of await build(job, terminal)) {
        const { sizeBytes, licence } = model.card;
        if (options.json) printJson(terminal, { id, folder: model.folder, sizeBytes, licence });
        else terminal.print(`Built ${id}, ${bytes(sizeBytes)}. Licence: ${licence}.\n`);
      }
    });
}

const phases = { read: 'Reading', write: 'Writing', hash: 'Checking', verify: 'Trying' } as const;

/** @returns The one model it built. */
async function build(job: BuildJob, terminal: Terminal): Promise<InstalledModel[]> {
  const built: InstalledModel[] = [];
  await using workshop = openWorkshop(terminal.crew.log, terminal.crew.entries?.workshop);
  using progress = createProgress(terminal);
  for await (const step of buildModel(job, workshop, terminal.signal)) {
    if (step.kind === 'installed') built.push(step.model);
    else if (step.kind === 'warning') {
      progress.clear();
      terminal.tell(`${step.sentence}\n`);
    } else {
      const { phase, doneBytes: done, totalBytes: total, what } = step;
      progress.bar({ label: phases[phase], done, total, remark: what });
    }
  }
  return built;
}
