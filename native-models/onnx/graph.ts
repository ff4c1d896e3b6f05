import type { LazyTensor } from '../checkpoint/lazy-tensor.ts';
import { attributeTypes, type DataType, dataTypes } from './schema.ts';

/** A value on its way from one node to the next. */
export interface Wire {
  readonly name: string;
}

/** A dimension: a length, a name shared by all values that agree in it, or null for neither. */
export type Dimension = number | string | null;

/** An input or output of the whole graph. */
export interface Port {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly Dimension[];
}

/** Integers are numbers here; a float attribute is wrapped so that 1 can be meant as 1.0. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

interface NodeRecord {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly object[];
}

interface ConstantRecord {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly rawData: Uint8Array;
}

/** A weight as the graph knows it; its bytes stay in the checkpoint until they are written. */
export interface Weight {
  readonly name: string;
  readonly tensor: LazyTensor;
}

interface Contents {
  readonly nodes: NodeRecord[];
  readonly constants: Map<string, ConstantRecord>;
  readonly weights: Map<string, Weight>;
  readonly inputs: Port[];
  readonly outputs: Port[];
  readonly names: Set<string>;
}

/** ONNX Runtime's own operators beside the standard's. */
const contribDomain = 'com.microsoft';
const opset = 21;

/**
 * A graph being written. Node names follow the path of the code that made them:
 * `/layers.3/mlp/gate/FusedMatMul`, its outputs `{node}/output_0`; a constant is made once.
 */
export class Graph {
  readonly #path: string;
  readonly #contents: Contents;

  /** An empty graph, or (by `at`) a view of one further down its path. */
  constructor(path = '', contents?: Contents) {
    this.#path = path;
    this.#contents = contents ?? {
      nodes: [],
      constants: new Map(),
      weights: new Map(),
      inputs: [],
      outputs: [],
      names: new Set(),
    };
  }

  /** The same graph, one step down the path. */
  at(step: string): Graph {
    return new Graph(`${this.#path}/${step}`, this.#contents);
  }

  input(name: string, type: DataType, dims: readonly Dimension[]): Wire {
    this.#contents.inputs.push({ name, type, dims });
    return { name };
  }

  output(wire: Wire, name: string, type: DataType, dims: readonly Dimension[]): void {
    const node = { name: `/outputs/${name}`, opType: 'Identity', domain: '' };
    this.#contents.nodes.push({ ...node, input: [wire.name], output: [name], attribute: [] });
    this.#contents.outputs.push({ name, type, dims });
  }

  /** Adds a node with one output. */
  node(op: string, inputs: readonly Wire[], attributes: Record<string, Attribute> = {}): Wire {
    return this.nodes(op, inputs, attributes, 1)[0]!;
  }

  /** Adds a node with several outputs. `op` is `Name` or `com.microsoft:Name`. */
  nodes(
    op: string,
    inputs: readonly Wire[],
    attributes: Record<string, Attribute>,
    count: number,
  ): readonly Wire[] {
    const [domain, opType] = op.includes(':') ? (op.split(':') as [string, string]) : ['', op];
    const name = this.#unused(`${this.#path}/${opType}`);
    const output = Array.from({ length: count }, (_, i) => `${name}/output_${i}`);
    this.#contents.nodes.push({
      name,
      opType,
      domain,
      input: inputs.map((wire) => wire.name),
      output,
      attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    });
    return output.map((wire) => ({ name: wire }));
  }

  /** Whole numbers known when the graph is written. No dims: a vector. */
  int64(values: readonly number[], dims: readonly number[] = [values.length]): Wire {
    const data = BigInt64Array.from(values, (value) => BigInt(value));
    return this.#constant('int64', data, dims);
  }

  /** Floats known when the graph is written. No dims: a vector. */
  float32(values: ArrayLike<number>, dims: readonly number[] = [values.length]): Wire {
    return this.#constant('float32', Float32Array.from(values), dims);
  }

  /** A tensor of the checkpoint, written beside the graph as float32. */
  weight(tensor: LazyTensor): Wire {
    this.#contents.weights.set(tensor.name, { name: tensor.name, tensor });
    return { name: tensor.name };
  }

  get inputs(): readonly Port[] {
    return this.#contents.inputs;
  }

  get outputs(): readonly Port[] {
    return this.#contents.outputs;
  }

  get weights(): readonly Weight[] {
    return [...this.#contents.weights.values()];
  }

  /** The whole graph as the object that `ModelProto.encode` takes, its weights given as tensors. */
  toModelProto(name: string, producerVersion: string, weights: readonly object[]): object {
    const { nodes, constants, inputs, outputs } = this.#contents;
    return {
      irVersion: 10,
      producerName: 'janus-studio',
      producerVersion,
      opsetImport: [
        { domain: '', version: opset },
        { domain: contribDomain, version: 1 },
      ],
      graph: {
        name,
        node: nodes,
        initializer: [...constants.values(), ...weights],
        input: inputs.map(valueInfo),
        output: outputs.map(valueInfo),
      },
    };
  }

  #constant(type: DataType, data: Float32Array | BigInt64Array, dims: readonly number[]): Wire {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const name =
      data.length <= 8
        ? `/constants/${type}/[${dims.join('x')}][${data.join(',')}]`
        : this.#unused(`${this.#path}/constant_${type}`);
    this.#contents.constants.set(name, { name, dataType: dataTypes[type], dims, rawData });
    return { name };
  }

  /** The name itself, or the first of name_1, name_2 … that no node or constant has. */
  #unused(name: string): string {
    const { names } = this.#contents;
    let unused = name;
    for (let i = 1; names.has(unused); i++) unused = `${name}_${i}`;
    names.add(unused);
    return unused;
  }
}

function attributeProto(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}

function valueInfo({ name, type, dims }: Port): object {
  const dim = dims.map((size) => {
    if (size === null) return {};
    return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
  });
  return { name, type: { tensorType: { elemType: dataTypes[type], shape: { dim } } } };
}
