import type { Terminal } from './terminal.ts';

/** One line at the bottom of a terminal that changes. Writes nothing when nobody watches. */
export interface Progress extends Disposable {
  /** Shows what is going on. */
  note(what: string): void;
  /** Shows how far it is. */
  bar(state: BarState): void;
  /** Takes the line away. */
  clear(): void;
}

interface BarState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Rate and what is left, in words. */
  readonly remark: string;
}

const barWidth = 24;
const clearLine = '\r\u001b[2K';

/** A progress line on stderr. Dispose it to take it away. */
export function createProgress({ tell, columns }: Terminal): Progress {
  let shown = '';
  const show = (line: string) => {
    if (columns === null || line === shown) return;
    shown = line;
    tell(`${clearLine}${line.slice(0, columns - 1)}`);
  };
  const clear = () => {
    if (shown !== '') tell(clearLine);
    shown = '';
  };
  return {
    note: show,
    bar(state) {
      show(barLine(state));
    },
    clear,
    [Symbol.dispose]: clear,
  };
}

/** `Picture 1 of 2  ━━━━━━────── 36/144  12.5 tokens/s, 9 s left` */
export function barLine({ label, done, total, remark }: BarState): string {
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  const full = Math.round(share * barWidth);
  const bar = '━'.repeat(full) + '─'.repeat(barWidth - full);
  return `${label}  ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${remark}`;
}

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
