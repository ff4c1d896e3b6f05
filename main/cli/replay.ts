import path from 'node:path';
import type { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../../native-models/make-folder.ts';
import type { ReplayWish } from '../../preload/contract/making.ts';
import { openCrew } from '../children/crew.ts';
import { findPicture } from '../gallery/picture-files.ts';
import { replay } from '../jobs/replay.ts';
import { dataPaths } from './data-folder.ts';
import { decimal, wholeNumber } from './numbers.ts';
import { createProgress } from './progress.ts';
import { printJson, UsageFailure, type Terminal } from './terminal.ts';

interface ReplayOptions extends Pick<ReplayWish, 'frames' | 'seconds'> {
  readonly out: string;
  readonly codes?: true;
  readonly json?: true;
}

/** `studio replay <picture> --out <file>` */
export function addReplay(program: Command, terminal: Terminal): void {
  program
    .command('replay')
    .description('make an animation of how a picture was drawn')
    .argument('<picture>', 'a PNG file that the studio drew, or the id of a picture of the gallery')
    .requiredOption('--out <file>', 'the .webp or .gif file to write')
    .option('--frames <n>', 'at most so many', wholeNumber(2, 120), 48)
    .option('--seconds <x>', 'how long it plays', decimal(0.5, 60), 6)
    .option('--codes', 'each code as it looks by itself, instead of the finished pixels')
    .option('--json', 'print one JSON document')
    .action(async (picture: string, options: ReplayOptions, command: Command) => {
      const format = formatOf(options.out);
      const { pictures, models } = dataPaths(command);
      const source = (await findPicture(pictures, picture)) ?? picture;
      const file = path.resolve(options.out);
      await makeFolder(path.dirname(file));
      const { frames, seconds, codes } = options;
      const wish = { layer: codes ? 'patches' : 'picture', format, frames, seconds } as const;
      await using crew = openCrew(terminal.crew);
      using progress = createProgress(terminal);
      const place = { workshop: crew.workshop, models };
      for await (const step of replay(source, wish, place, terminal.signal)) {
        if (step.kind === 'frame') {
          const { done, total } = step;
          if (done < total) progress.bar({ label: 'Painting', done, total, remark: '' });
          else progress.note('Writing the animation …');
        } else await writeFileAtomic(file, Buffer.from(step.file.bytes), { fsync: true });
      }
      progress.clear();
      if (options.json) printJson(terminal, { path: file });
      else terminal.print(`${file}\n`);
    });
}

function formatOf(out: string): ReplayWish['format'] {
  const extension = path.extname(out).toLowerCase();
  if (extension === '.webp') return 'webp';
  if (extension === '.gif') return 'gif';
  throw new UsageFailure(`Expected --out to be a .webp or .gif file, but received "${out}".`);
}
