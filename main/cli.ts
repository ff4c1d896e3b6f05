import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAsk } from './cli/ask.ts';
import { addDecode } from './cli/decode.ts';
import { addDoctor } from './cli/doctor.ts';
import { addDraw } from './cli/draw.ts';
import { addEncode } from './cli/encode.ts';
import { systemReason } from './cli/files.ts';
import { addGallery } from './cli/gallery.ts';
import { addModels } from './cli/models.ts';
import { addReplay } from './cli/replay.ts';
import { addServe } from './cli/serve.ts';
import { addStart } from './cli/start.ts';
import { UsageFailure, type Terminal } from './cli/terminal.ts';
import { addTokenize } from './cli/tokenize.ts';
import { toFailure } from './failure.ts';

/** 0 done · 1 failed · 2 wrong usage · 130 cancelled */
export type ExitCode = 0 | 1 | 2 | 130;

/**
 * Runs one command to its end. What goes wrong is one sentence on stderr.
 * @param args What was written after `studio`.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    return explain(thrown, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('studio')
    .description('Draw pictures from words and talk about images, offline, with Janus.')
    .version(packageJson.version)
    .option('--data <folder>', 'where everything lives (default: JANUS_STUDIO_DATA)')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.print,
      writeErr: terminal.tell,
      outputError: (text, write) => {
        write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`);
      },
    });
  addDraw(program, terminal);
  addAsk(program, terminal);
  addEncode(program, terminal);
  addDecode(program, terminal);
  addTokenize(program, terminal);
  addModels(program, terminal);
  addGallery(program, terminal);
  addDoctor(program, terminal);
  addReplay(program, terminal);
  addServe(program, terminal);
  addStart(program, terminal);
  return program;
}

function explain(thrown: unknown, { signal, tell }: Terminal): ExitCode {
  // Commander has already said it; help and version are no failures.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (signal.aborted) {
    tell('Cancelled.\n');
    return 130;
  }
  if (thrown instanceof UsageFailure) {
    tell(oneLine(thrown.message));
    return 2;
  }
  const why = systemReason(thrown);
  const place = thrown instanceof Error && 'path' in thrown ? String(thrown.path) : null;
  const refused = why !== undefined && place !== null;
  tell(oneLine(refused ? `Cannot use ${place}: ${why}.` : toFailure(thrown).message));
  return 1;
}

/** A sentence as one line: names in foreign files may hold anything, also what moves a cursor. */
function oneLine(sentence: string): string {
  const visible = (control: string) => JSON.stringify(control).slice(1, -1);
  return `${sentence.replace(/\p{Cc}/gu, visible)}\n`;
}
