import { attributeTypes, type DataType, dataTypes } from './schema.ts';

/** The parts of a graph as they are handed to protobufjs. */

/** A dimension: a length, a name shared by all values that agree in it, or null for neither. */
export type Dimension = number | string | null;

/** Where a value enters or leaves a graph. */
export interface Ending {
  readonly name: string;
  readonly type: DataType;
  /** Null: not even how many there are. */
  readonly dims: readonly Dimension[] | null;
}

/** NodeProto */
export interface NodeRecord {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly object[];
}

/** TensorProto with its bytes inside */
export interface ConstantRecord {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly rawData: Uint8Array;
}

/** Integers are numbers here; a float attribute is wrapped so that 1 can be meant as 1.0. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** AttributeProto */
export function attributeProto(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}

/** ValueInfoProto */
export function valueInfo({ name, type, dims }: Ending): object {
  const elemType = dataTypes[type];
  if (dims === null) return { name, type: { tensorType: { elemType } } };
  const dim = dims.map((size) => {
    if (size === null) return {};
    return typeof size === 'number' ? { dimValue: size } : { dimParam: size };
  });
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
