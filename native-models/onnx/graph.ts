import {
  type Attribute,
  attributeProto,
  type ConstantRecord,
  type Dimension,
  type Ending,
  type NodeRecord,
  valueInfo,
} from './records.ts';
import { attributeTypes, type DataType, dataTypes } from './schema.ts';

export type { Attribute, Dimension };

/** A value on its way from one node to the next. */
export interface Wire {
  readonly name: string;
}

/** An input or output of the whole graph. */
export interface Port extends Ending {
  readonly dims: readonly Dimension[];
}

/** A value and what it is made of: where a graph inside a graph begins and ends, ONNX asks. */
export interface TypedWire {
  readonly wire: Wire;
  readonly type: DataType;
}

/** What one turn of a loop gives back. */
export interface LoopTurn {
  /** bool: whether there is another turn. */
  readonly going: Wire;
  /** What the next turn begins with, in the order of what this one began with. */
  readonly carried: readonly Wire[];
  /** Stacked over all turns along a new first axis. */
  readonly scans: readonly TypedWire[];
}

/** A weight as the graph knows it; its bytes stay in the checkpoint until they are written. */
export interface Weight {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly number[];
  /** Little-endian, in order; written in the order that weights were made. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** What a graph and the graphs inside it have in common: constants and weights are made once. */
interface Shared {
  readonly constants: Map<string, ConstantRecord>;
  readonly weights: Map<string, Weight>;
  /** Weights as float32 that are stored narrower, and the nodes that widen them, outside all loops. */
  readonly widened: Map<string, NodeRecord>;
  readonly names: Set<string>;
}

/** What a graph has of its own. */
interface Own {
  readonly nodes: NodeRecord[];
  readonly inputs: Ending[];
  readonly outputs: Ending[];
}

/** ONNX Runtime's own operators beside the standard's. */
const contribDomain = 'com.microsoft';
const opset = 21;

const nothing = (): Own => ({ nodes: [], inputs: [], outputs: [] });

/**
 * A graph being written. Node names follow the path of the code that made them:
 * `/layers.3/mlp/gate/FusedMatMul`, its outputs `{node}/output_0`; a constant is made once.
 */
export class Graph {
  readonly #path: string;
  readonly #shared: Shared;
  readonly #own: Own;

  /** An empty graph, or (by `at`) a view of one further down its path. */
  constructor(path = '', shared?: Shared, own?: Own) {
    this.#path = path;
    this.#shared = shared ?? {
      constants: new Map(),
      weights: new Map(),
      widened: new Map(),
      names: new Set(),
    };
    this.#own = own ?? nothing();
  }

  /** The same graph, one step down the path. */
  at(step: string): Graph {
    return new Graph(`${this.#path}/${step}`, this.#shared, this.#own);
  }

  input(name: string, type: DataType, dims: readonly Dimension[]): Wire {
    this.#own.inputs.push({ name, type, dims });
    return { name };
  }

  output(wire: Wire, name: string, type: DataType, dims: readonly Dimension[]): void {
    const node = { name: `/outputs/${name}`, opType: 'Identity', domain: '' };
    this.#own.nodes.push({ ...node, input: [wire.name], output: [name], attribute: [] });
    this.#own.outputs.push({ name, type, dims });
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
    const protos = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    return this.#addNode(op, inputs, protos, count);
  }

  /**
   * Runs `turn` up to `trips` times while it is `going`. Everything outside can be read inside.
   * @param trips int64 [] @param carried What the first turn begins with.
   * @returns What the last turn gave, and the scans.
   */
  loop(
    trips: Wire,
    carried: readonly TypedWire[],
    turn: (g: Graph, iteration: Wire, carried: readonly Wire[]) => LoopTurn,
  ): { readonly carried: readonly Wire[]; readonly scans: readonly Wire[] } {
    const { body, step } = this.#inside('turn');
    const iteration = body.#arrival('iteration', 'int64', []);
    body.#arrival('going', 'bool', []);
    const given = carried.map(({ type }, i) => body.#arrival(`carried.${i}`, type, null));
    const result = turn(body, iteration, given);
    body.#departure(result.going, 'bool');
    for (const [i, wire] of result.carried.entries()) body.#departure(wire, carried[i]!.type);
    for (const { wire, type } of result.scans) body.#departure(wire, type);

    const inputs = [trips, this.bool(true), ...carried.map(({ wire }) => wire)];
    const attribute = { name: 'body', type: attributeTypes.graph, g: body.#graphProto(step) };
    const count = carried.length + result.scans.length;
    const outputs = this.#addNode('Loop', inputs, [attribute], count);
    return { carried: outputs.slice(0, carried.length), scans: outputs.slice(carried.length) };
  }

  /** The value of one of two graphs; only that one runs. @param condition bool [] */
  branch(
    condition: Wire,
    type: DataType,
    then: (g: Graph) => Wire,
    otherwise: (g: Graph) => Wire,
  ): Wire {
    const sides = Object.entries({ then_branch: then, else_branch: otherwise });
    const attributes = sides.map(([name, side]) => {
      const { body, step } = this.#inside(name);
      body.#departure(side(body), type);
      return { name, type: attributeTypes.graph, g: body.#graphProto(step) };
    });
    return this.#addNode('If', [condition], attributes, 1)[0]!;
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

  /** A truth known when the graph is written. */
  bool(value: boolean): Wire {
    return this.#constant('bool', Uint8Array.of(value ? 1 : 0), []);
  }

  /** A value that is written beside the graph. One name is one weight. */
  weight(weight: Weight): Wire {
    if (!this.#shared.weights.has(weight.name)) this.#shared.weights.set(weight.name, weight);
    return { name: weight.name };
  }

  /**
   * A float16 weight as float32. It is widened in the outermost graph, where ONNX Runtime does it
   * once, when the graph is opened: the file is half as large, the memory is float32's.
   */
  widenedWeight(weight: Weight): Wire {
    const { name: narrow } = this.weight(weight);
    const name = `${narrow}.widened`;
    const attribute = [attributeProto('to', 1)];
    const node = { name: `${name}/Cast`, opType: 'Cast', domain: '', attribute };
    if (!this.#shared.widened.has(name)) {
      this.#shared.widened.set(name, { ...node, input: [narrow], output: [name] });
    }
    return { name };
  }

  /** The whole graph's, in the order they were made. */
  get inputs(): readonly Port[] {
    return this.#own.inputs.map(({ name, type, dims }) => ({ name, type, dims: dims ?? [] }));
  }

  /** The whole graph's, in the order they were made. */
  get outputs(): readonly Port[] {
    return this.#own.outputs.map(({ name, type, dims }) => ({ name, type, dims: dims ?? [] }));
  }

  get weights(): readonly Weight[] {
    return [...this.#shared.weights.values()];
  }

  /** The whole graph as the object that `ModelProto.encode` takes, its weights given as tensors. */
  toModelProto(name: string, producerVersion: string, weights: readonly object[]): object {
    return {
      irVersion: 10,
      producerName: 'janus-studio',
      producerVersion,
      opsetImport: [
        { domain: '', version: opset },
        { domain: contribDomain, version: 1 },
      ],
      graph: {
        ...this.#graphProto(name),
        node: [...this.#shared.widened.values(), ...this.#own.nodes],
        initializer: [...this.#shared.constants.values(), ...weights],
      },
    };
  }

  #addNode(
    op: string,
    inputs: readonly Wire[],
    attribute: readonly object[],
    count: number,
  ): readonly Wire[] {
    const [domain, opType] = op.includes(':') ? (op.split(':') as [string, string]) : ['', op];
    const name = this.#unused(`${this.#path}/${opType}`);
    const output = Array.from({ length: count }, (_, i) => `${name}/output_${i}`);
    const input = inputs.map((wire) => wire.name);
    this.#own.nodes.push({ name, opType, domain, input, output, attribute });
    return output.map((wire) => ({ name: wire }));
  }

  #inside(step: string): { readonly body: Graph; readonly step: string } {
    return { body: new Graph(`${this.#path}/${step}`, this.#shared, nothing()), step };
  }

  /** An input of a graph inside a graph. */
  #arrival(label: string, type: DataType, dims: Ending['dims']): Wire {
    const name = this.#unused(`${this.#path}/${label}`);
    this.#own.inputs.push({ name, type, dims });
    return { name };
  }

  /** An output of a graph inside a graph. What comes from outside, or leaves twice, needs a name of its own. */
  #departure(wire: Wire, type: DataType): void {
    const made = this.#own.nodes.some(({ output }) => output.includes(wire.name));
    const left = this.#own.outputs.some(({ name }) => name === wire.name);
    const { name } = made && !left ? wire : this.node('Identity', [wire]);
    this.#own.outputs.push({ name, type, dims: null });
  }

  #graphProto(name: string): object {
    return {
      name,
      node: this.#own.nodes,
      input: this.#own.inputs.map(valueInfo),
      output: this.#own.outputs.map(valueInfo),
    };
  }

  #constant(
    type: DataType,
    data: Float32Array | BigInt64Array | Uint8Array,
    dims: readonly number[],
  ): Wire {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const name =
      data.length <= 8
        ? `/constants/${type}/[${dims.join('x')}][${data.join(',')}]`
        : this.#unused(`${this.#path}/constant_${type}`);
    this.#shared.constants.set(name, { name, dataType: dataTypes[type], dims, rawData });
    return { name };
  }

  /** The name itself, or the first of name_1, name_2 … that no node or constant has. */
  #unused(name: string): string {
    const { names } = this.#shared;
    let unused = name;
    for (let i = 1; names.has(unused); i++) unused = `${name}_${i}`;
    names.add(unused);
    return unused;
  }
}
