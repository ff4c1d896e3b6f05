import type { Odds } from '../../preload/contract/picture.ts';
import { StudioFailure } from '../failure.ts';

/** How a picture was drawn, one entry a token, in the order of drawing. */
export interface Trail {
  readonly tokens: readonly number[];
  /** In nats, under the guided distribution at the picture's temperature. */
  readonly logProbabilities: readonly number[];
  /** In nats, of each step's distribution. */
  readonly entropies: readonly number[];
  /** The eight likeliest codes of each step, likeliest first. */
  readonly likeliest: readonly (readonly number[])[];
}

/** How sure the model was, as windows are told it. */
export function packOdds({
  logProbabilities,
  entropies,
}: Pick<Trail, 'logProbabilities' | 'entropies'>): Odds {
  return {
    logProbabilities: bytesOf(Float32Array.from(logProbabilities)),
    entropies: bytesOf(Float32Array.from(entropies)),
  };
}

/** As every machine that we run on lays numbers out: little endian. */
export function bytesOf({
  buffer,
}: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}

/** A trail as the database holds it: 26 bytes a token, 15 kB a picture of 576. */
export interface PackedTrail {
  /** [tokens], unsigned 16 bits, little endian. */
  readonly tokens: Buffer;
  /** [tokens]: log-probability and entropy as 32-bit floats, then eight codes of 16 bits. */
  readonly facts: Buffer;
}

const likeliestCount = 8;
/** Of a token, packed. */
export const tokenBytes = 2;
/** Of what is known of its choice. */
export const factBytes = 4 + 4 + 2 * likeliestCount;

/** Collects trails while pictures are drawn, side by side or one after the other. */
export function createTrails(): {
  /** @param start Position of the first of these tokens in its picture. */
  add(index: number, start: number, piece: Trail): void;
  /** What is known of a picture so far; null when its entries do not fit each other. */
  of(index: number): Trail | null;
} {
  const pieces = new Map<number, (Trail & { readonly start: number })[]>();
  return {
    add(index, start, { tokens, logProbabilities, entropies, likeliest }) {
      const piece = { start, tokens, logProbabilities, entropies, likeliest };
      pieces.set(index, [...(pieces.get(index) ?? []), piece]);
    },
    of(index) {
      const inOrder = [...(pieces.get(index) ?? [])].sort((a, b) => a.start - b.start);
      const trail = {
        tokens: inOrder.flatMap((piece) => piece.tokens),
        logProbabilities: inOrder.flatMap((piece) => piece.logProbabilities),
        entropies: inOrder.flatMap((piece) => piece.entropies),
        likeliest: inOrder.flatMap((piece) => piece.likeliest),
      };
      let end = 0;
      for (const piece of inOrder) {
        if (piece.start !== end) return null;
        end += piece.tokens.length;
      }
      return isEven(trail) ? trail : null;
    },
  };
}

/** The first entries of a trail. */
export function cutTrail(trail: Trail, count: number): Trail {
  return {
    tokens: trail.tokens.slice(0, count),
    logProbabilities: trail.logProbabilities.slice(0, count),
    entropies: trail.entropies.slice(0, count),
    likeliest: trail.likeliest.slice(0, count),
  };
}

function isEven({ tokens, logProbabilities, entropies, likeliest }: Trail): boolean {
  return [logProbabilities, entropies, likeliest].every(({ length }) => length === tokens.length);
}

/** @throws {StudioFailure} `bad-tokens` when a code does not fit 16 bits. */
export function packTrail(trail: Trail): PackedTrail {
  const { length } = trail.tokens;
  const tokens = Buffer.alloc(2 * length);
  const facts = Buffer.alloc(factBytes * length);
  for (let at = 0; at < length; at++) {
    tokens.writeUInt16LE(code(trail.tokens[at]), 2 * at);
    const offset = factBytes * at;
    facts.writeFloatLE(trail.logProbabilities[at] ?? 0, offset);
    facts.writeFloatLE(trail.entropies[at] ?? 0, offset + 4);
    for (let rank = 0; rank < likeliestCount; rank++) {
      facts.writeUInt16LE(code(trail.likeliest[at]?.[rank]), offset + 8 + 2 * rank);
    }
  }
  return { tokens, facts };
}

export function unpackTrail({ tokens, facts }: PackedTrail): Trail {
  const positions = Array.from({ length: tokens.length / 2 }, (_, at) => at);
  return {
    tokens: positions.map((at) => tokens.readUInt16LE(2 * at)),
    logProbabilities: positions.map((at) => facts.readFloatLE(factBytes * at)),
    entropies: positions.map((at) => facts.readFloatLE(factBytes * at + 4)),
    likeliest: positions.map((at) =>
      Array.from({ length: likeliestCount }, (_, rank) =>
        facts.readUInt16LE(factBytes * at + 8 + 2 * rank),
      ),
    ),
  };
}

function code(token = 0): number {
  if (token <= 0xffff) return token;
  throw new StudioFailure('bad-tokens', `Expected a token below 65536 but received ${token}.`);
}
