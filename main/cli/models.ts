import type { Command } from 'commander';
import type { ProgressStep } from '../../native-models/index.ts';
import { bytes } from '../bytes.ts';
import { openWorkshop } from '../children/workshop.ts';
import {
  findModelFolder,
  listModels,
  removeModel,
  type InstalledModel,
} from '../models/library.ts';
import { addBuild } from './build.ts';
import { dataPaths } from './data-folder.ts';
import { createProgress } from './progress.ts';
import { addSynthesize } from './synthesize.ts';
import { printJson, type Terminal } from './terminal.ts';

interface JsonOption {
  readonly json?: true;
}

/** `studio models list | build | verify | remove | synthesize` */
export function addModels(program: Command, terminal: Terminal): void {
  const models = program.command('models').description('see, build, check and remove models');
  addList(models, terminal);
  addBuild(models, terminal);
  addVerify(models, terminal);
  addRemove(models, terminal);
  addSynthesize(models, terminal);
}

function addList(models: Command, terminal: Terminal): void {
  models
    .command('list')
    .description('list what is installed, newest first')
    .option('--json', 'print one JSON document')
    .action(async (options: JsonOption, command: Command) => {
      const { installed, broken } = await listModels(dataPaths(command).models);
      if (options.json) {
        printJson(terminal, { models: installed.map(listed), broken });
        return;
      }
      for (const { card, needs } of installed) {
        const { id, family, precision, sizeBytes, pictureSide, licence, purpose } = card;
        const facts = [family, precision, bytes(sizeBytes), `${pictureSide} px`, licence];
        if (card.adapted) facts.push('with a LoRA adapter merged in');
        terminal.print(`${id}\t${facts.join(', ')}\n`);
        terminal.print(`\tneeds about ${bytes(needs.memoryBytes)} of memory while it draws\n`);
        if (purpose !== undefined) terminal.print(`\t${purpose}\n`);
      }
      for (const { id, reason } of broken) terminal.print(`${id}\tcannot be used: ${reason}\n`);
      if (installed.length + broken.length === 0) terminal.tell('No model is installed.\n');
    });
}

/** A card with its forecast, as `--json` prints it. */
function listed({ card, needs: { diskBytes, memoryBytes } }: InstalledModel) {
  return { ...card, needs: { diskBytes, memoryBytes } };
}

function addVerify(models: Command, terminal: Terminal): void {
  models
    .command('verify')
    .description('check every file of a model, and run it once')
    .argument('<id>', 'a model')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: JsonOption, command: Command) => {
      const modelFolder = await findModelFolder(dataPaths(command).models, id);
      await using workshop = openWorkshop(terminal.crew.log, terminal.crew.entries?.workshop);
      using progress = createProgress(terminal);
      progress.note(`Verifying ${id} …`);
      let verdict = 'whole';
      for await (const step of workshop.call('verify', { modelFolder }, terminal.signal)) {
        if (step.kind === 'progress') progress.bar(verifyBar(step));
        else if (step.verification !== 'ran') verdict = `whole (${step.verification})`;
      }
      progress.clear();
      if (options.json) printJson(terminal, { id, verdict });
      else terminal.print(`${id} is ${verdict}.\n`);
    });
}

function verifyBar({ phase, doneBytes: done, totalBytes: total, what }: ProgressStep) {
  return { label: phase === 'hash' ? 'Checking' : 'Trying', done, total, remark: what };
}

function addRemove(models: Command, terminal: Terminal): void {
  models
    .command('remove')
    .description('delete a model; asks nothing')
    .argument('<id>', 'a model')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: JsonOption, command: Command) => {
      await removeModel(dataPaths(command).models, id);
      if (options.json) printJson(terminal, { removed: id });
      else terminal.print(`Removed ${id}.\n`);
    });
}
