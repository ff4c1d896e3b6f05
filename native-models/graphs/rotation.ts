import type { JanusConfig } from '../checkpoint/config.ts';
import type { Graph } from '../onnx/graph.ts';

/**
 * cos and sin of every position's turn, each [maxPositions, headSize / 2]. Rounded to float32 where the reference rounds (transformers `LlamaRotaryEmbedding.forward`).
 */
export function rotationTables(g: Graph, { decoder }: JanusConfig) {
  const half = decoder.headSize / 2;
  const table = (of: (angle: number) => number) => {
    const values = Float32Array.from({ length: decoder.maxPositions * half }, (_, i) => {
      const frequency = Math.fround(decoder.ropeTheta ** (-(i % half) / half));
      return of(Math.fround(Math.floor(i / half) * frequency));
    });
    return g.float32(values, [decoder.maxPositions, half]);
  };
  return { cosines: table(Math.cos), sines: table(Math.sin) };
}
