const keptLines = 3;

/** What a child writes, as far as it is piped. */
export interface ChildOutput {
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
}

/**
 * Hears what a child writes, line by line.
 * @returns Its last words on stderr, as the end of a sentence that says how it ended.
 */
export function hearOutput(child: ChildOutput, log: (line: string) => void): () => string {
  const lastWords: string[] = [];
  readLines(child.stdout, log);
  readLines(child.stderr, (line) => {
    lastWords.push(line);
    if (lastWords.length > keptLines) lastWords.shift();
    log(line);
  });
  return () => (lastWords.length === 0 ? '' : `; it last said: ${lastWords.join(' / ')}`);
}

/** Hands on whole lines, each cut to a readable length. */
function readLines(stream: NodeJS.ReadableStream | null, take: (line: string) => void) {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(-2000);
    for (const line of lines) if (line.trim() !== '') take(line.trim().slice(0, 500));
  });
  stream?.on('end', () => {
    if (rest.trim() !== '') take(rest.trim().slice(0, 500));
  });
}
