import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { floatTensor, openSession } from '../../main/inference/session.ts';
import type { JanusConfig } from '../../native-models/manifest.ts';
import { writeGraph } from '../../native-models/onnx/external-data.ts';
import { Graph, type Wire } from '../../native-models/onnx/graph.ts';
import { multiply, reshape } from '../../native-models/onnx/ops.ts';
import { blockSize } from '../../native-models/weights/quantize.ts';

/** Enough that their weights lie in no cache; more would read no faster. */
const layersAtMost = 12;

/**
 * How fast ONNX Runtime's quantised products read their weights when there is nothing else to do:
 * a graph of the decoder's seven matrices a layer with made-up numbers, one behind the other, no
 * attention, no norms, no loop. What a token takes cannot be less than its weights at this rate.
 *
 * @param rows 2 for a picture's pair.
 * @returns Bytes of weights and scales a second.
 */
export async function measureProducts(
  { decoder }: JanusConfig,
  bits: 4 | 8,
  rows: number,
): Promise<number> {
  const { hidden, heads, kvHeads, headSize, intermediate } = decoder;
  const g = new Graph();
  const product = (name: string, x: Wire, from: number, to: number) =>
    bareProduct(g, x, { name, bits, from, to });
  let x = g.input('x', 'float32', [rows, hidden]);
  for (let layer = 0; layer < Math.min(decoder.layers, layersAtMost); layer++) {
    const at = `layers.${layer}`;
    const key = product(`${at}.k`, x, hidden, kvHeads * headSize);
    const value = product(`${at}.v`, x, hidden, kvHeads * headSize);
    const query = product(`${at}.q`, x, hidden, heads * headSize);
    // Each is read by something, or ONNX Runtime would leave it out.
    const grouped = (wire: Wire) => reshape(g, wire, [rows, kvHeads, -1, headSize]);
    const all = multiply(g, grouped(query), multiply(g, grouped(key), grouped(value)));
    const flat = reshape(g, all, [rows, heads * headSize]);
    const halfway = product(`${at}.o`, flat, heads * headSize, hidden);
    const gate = product(`${at}.gate`, halfway, hidden, intermediate);
    const up = product(`${at}.up`, halfway, hidden, intermediate);
    x = product(`${at}.down`, multiply(g, gate, up), intermediate, hidden);
  }
  g.output(x, 'y', 'float32', [rows, hidden]);
  return bytesASecond(g, floatTensor(new Float32Array(rows * hidden).fill(0.01), [rows, hidden]));
}

interface Matrix {
  readonly name: string;
  readonly bits: 4 | 8;
  readonly from: number;
  readonly to: number;
}

/**
 * x [rows, from] → [rows, to], by numbers that mean nothing, as `storageOf` stores them. Each matrix
 * has its own: ONNX Runtime holds equal ones once, and what is held once lies in the cache.
 */
function bareProduct(g: Graph, x: Wire, { name, bits, from, to }: Matrix): Wire {
  const blocks = Math.ceil(from / blockSize);
  const packed = g.weight({
    name: `${name}.packed`,
    type: 'uint8',
    dims: [to, blocks, 4 * bits],
    read: () => once(randomBytes(to * blocks * 4 * bits)),
  });
  const scales = g.weight({
    name: `${name}.scales`,
    type: 'float32',
    dims: [to * blocks],
    read: () => once(new Uint8Array(new Float32Array(to * blocks).fill(0.01).buffer)),
  });
  const attributes = { K: from, N: to, bits, block_size: blockSize, accuracy_level: 4 };
  return g.node('com.microsoft:MatMulNBits', [x, packed, scales], attributes);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function bytesASecond(g: Graph, x: ReturnType<typeof floatTensor>): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'janus-products-'));
  try {
    const order = { folder, name: 'products', graph: g, producerVersion: '0' };
    let bytes = 0;
    for await (const written of writeGraph(order)) bytes += written;
    const session = await openSession(path.join(folder, 'products.onnx'));
    let fastest = Infinity;
    for (let run = 0; run < 24; run++) {
      const startMs = performance.now();
      await session.run({ x });
      fastest = Math.min(fastest, performance.now() - startMs);
    }
    await session.release();
    return bytes / (fastest / 1000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
