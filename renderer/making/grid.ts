import type { Making } from '../../preload/contract/making.ts';

/** A picture's making, unpacked for the page. Arrays run row by row. */
export interface Steps {
  readonly grid: number;
  /** Tokens that exist; fewer than grid² when drawing was stopped. */
  readonly count: number;
  readonly given: number;
  readonly tokens: Uint32Array;
  readonly odds: {
    /** 0 to 1; NaN where the token was given. */
    readonly probabilities: Float32Array;
    /** In bits; NaN where the token was given. */
    readonly entropies: Float32Array;
    /** [count, 8] */
    readonly likeliest: Uint32Array;
  } | null;
}

/** How many of the likeliest codes are kept for each token. */
export const CANDIDATES = 8;

export function unpack({ grid, given, tokens: packed, odds }: Making): Steps {
  const tokens = new Uint32Array(aligned(packed));
  return {
    grid,
    given,
    tokens,
    count: tokens.length,
    odds: odds && {
      probabilities: new Float32Array(aligned(odds.logProbabilities)).map((nats, at) =>
        at < given ? NaN : Math.exp(nats),
      ),
      entropies: new Float32Array(aligned(odds.entropies)).map((nats, at) =>
        at < given ? NaN : nats / Math.LN2,
      ),
      likeliest: new Uint32Array(aligned(odds.likeliest)),
    },
  };
}

/** A copy that begins where a number may begin. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

/** What a whole picture's odds come to; null when none of its tokens was chosen. */
export interface Summary {
  /** Geometric mean of the probabilities: how sure the model was of what it drew, a token. */
  readonly probability: number;
  /** Mean entropy in bits: how many yes-or-no questions were open, a token. */
  readonly entropy: number;
}

export function summarise({ odds, count }: Steps, end = count): Summary | null {
  if (odds === null) return null;
  let [logs, bits, chosen] = [0, 0, 0];
  for (let at = 0; at < end; at += 1) {
    const probability = odds.probabilities[at] ?? NaN;
    if (Number.isNaN(probability)) continue;
    logs += Math.log(Math.max(probability, 1e-30));
    bits += odds.entropies[at] ?? 0;
    chosen += 1;
  }
  if (chosen === 0) return null;
  return { probability: Math.exp(logs / chosen), entropy: bits / chosen };
}

/** Where a key leads on the grid; null for a key that leads nowhere. */
export function step(key: string, at: number, { grid, count }: Steps): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - grid,
    ArrowDown: at + grid,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  if (to === undefined) return null;
  return to >= 0 && to < count ? to : at;
}
