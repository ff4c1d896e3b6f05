import { appendFileSync, renameSync, statSync } from 'node:fs';

/** What the studio and its children said, for a person who looks for the reason of something. */
export interface Log {
  readonly write: (line: string) => void;
  /** The last lines, oldest first. */
  lines(): readonly string[];
}

const keptLines = 200;
const mostLineLength = 600;
const mostFileBytes = 1_000_000;

/**
 * A log in a file of at most a megabyte, with the one before it beside it as `.1`; the last lines
 * are kept in memory too. Lines are written at once, so that a crash does not swallow its reason.
 *
 * A file that cannot be written stops nothing: the lines in memory remain.
 * @param also Hears each line as it was given.
 */
export function openLog(file: string, also?: (line: string) => void): Log {
  const kept: string[] = [];
  let bytes = sizeOf(file);
  return {
    write(line) {
      also?.(line);
      const text = line.replace(/\p{Cc}+/gu, ' ').slice(0, mostLineLength);
      const entry = `${new Date().toISOString()} ${text}`;
      kept.push(entry);
      if (kept.length > keptLines) kept.shift();
      try {
        if (bytes > mostFileBytes) {
          renameSync(file, `${file}.1`);
          bytes = 0;
        }
        appendFileSync(file, `${entry}\n`);
        bytes += Buffer.byteLength(entry) + 1;
      } catch {
        // Full or read-only disk; whoever needed it will say so where it matters.
      }
    },
    lines: () => [...kept],
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
