import { Option, type Command } from 'commander';
import type { Crew } from '../children/crew.ts';
import { readPictureFile } from '../gallery/picture-file.ts';
import { idOf } from '../gallery/picture-files.ts';
import { firstRows, type TakenOver } from '../jobs/beginning.ts';
import type { DrawJob } from '../jobs/draw.ts';
import { encode } from '../jobs/encode.ts';
import { readImageFile } from './files.ts';
import { wholeNumber } from './numbers.ts';

/** What of an image stays. */
export interface VaryOptions {
  readonly vary?: string;
  readonly keepRows?: number;
}

/** `--vary` and `--keep-rows` */
export function addVaryOptions(command: Command): Command {
  const vary = new Option(
    '--vary <image>',
    'begin with the upper rows of an image file; its middle square is used',
  ).conflicts('tokens');
  return command
    .addOption(vary)
    .option('--keep-rows <n>', 'how many of its rows of tokens stay (default: half)', rows);
}

const rows = wholeNumber(1, 255);

/** The job with the beginning that was asked for. */
export async function withBeginning(
  job: DrawJob,
  { vary, keepRows }: VaryOptions,
  crew: Crew,
  signal: AbortSignal,
): Promise<DrawJob> {
  if (vary === undefined) return job;
  return { ...job, ...(await beginningOf(vary, keepRows, job, crew, signal)) };
}

/** A picture that this model drew keeps its own tokens; any other image is put into tokens. */
async function beginningOf(
  file: string,
  keepRows: number | undefined,
  job: DrawJob,
  crew: Crew,
  signal: AbortSignal,
): Promise<TakenOver> {
  const { card } = job.model;
  const bytes = await readImageFile(file);
  const own = (await readPictureFile(file))?.facts;
  const isOwn =
    own?.model === card.id && (own.tokensTotal ?? own.tokens.length) === card.tokensPerPicture;
  const tokens = isOwn ? own.tokens : await encode(job, bytes, crew, signal);
  const row = keepRows ?? Math.floor(Math.sqrt(card.tokensPerPicture) / 2);
  return {
    forced: firstRows(tokens, row, job.model),
    origin: isOwn ? 'continued' : 'varied',
    parent: { id: idOf(bytes), row },
  };
}
