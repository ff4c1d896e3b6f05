import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph, Wire } from '../onnx/graph.ts';

/** cos and sin of every position's turn. */
export interface Rotation {
  /** Each [maxPositions, headSize / 2]. */
  readonly keys: { readonly cosines: Wire; readonly sines: Wire };
  /** The same, times headSize^-½: queries are scaled on the way, and their products need no more. */
  readonly queries: { readonly cosines: Wire; readonly sines: Wire };
}

/**
 * The tables by which keys and queries are turned. Rounded to float32 where the reference rounds
 * (transformers `LlamaRotaryEmbedding.forward`).
 */
export function rotationTables(g: Graph, { decoder }: JanusConfig): Rotation {
  const half = decoder.headSize / 2;
  const table = (of: (angle: number) => number, scale: number) => {
    const values = Float32Array.from({ length: decoder.maxPositions * half }, (_, i) => {
      const frequency = Math.fround(decoder.ropeTheta ** (-(i % half) / half));
      return scale * of(Math.fround(Math.floor(i / half) * frequency));
    });
    return g.float32(values, [decoder.maxPositions, half]);
  };
  const tables = (scale: number) => ({
    cosines: table(Math.cos, scale),
    sines: table(Math.sin, scale),
  });
  return { keys: tables(1), queries: tables(decoder.headSize ** -0.5) };
}
