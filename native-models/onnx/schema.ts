import protobuf from 'protobufjs';

const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated', type, id });

/**
 * The ONNX messages that our graphs use, with the field numbers of onnx.proto (IR version 10).
 * Fields that we never write are left out.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        producerVersion: field('string', 3),
        graph: field('GraphProto', 7),
        opsetImport: list('OperatorSetIdProto', 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: list('NodeProto', 1),
        name: field('string', 2),
        initializer: list('TensorProto', 5),
        input: list('ValueInfoProto', 11),
        output: list('ValueInfoProto', 12),
      },
    },
    NodeProto: {
      fields: {
        input: list('string', 1),
        output: list('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: list('AttributeProto', 5),
        domain: field('string', 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        g: field('GraphProto', 6),
        floats: list('float', 7),
        ints: list('int64', 8),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: list('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
        externalData: list('StringStringEntryProto', 13),
        dataLocation: field('int32', 14),
      },
    },
    StringStringEntryProto: { fields: { key: field('string', 1), value: field('string', 2) } },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: {
      fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) },
    },
    TensorShapeProto: { fields: { dim: list('Dimension', 1) } },
    Dimension: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
});

/** The whole file; `encode` and `decode` come from protobufjs. */
export const ModelProto = root.lookupType('ModelProto');

/** TensorProto.DataType */
export const dataTypes = { float32: 1, uint8: 2, int64: 7, bool: 9, float16: 10 } as const;
export type DataType = keyof typeof dataTypes;

/** Bytes of one element. */
export const bytesOf: Readonly<Record<DataType, number>> = {
  float32: 4,
  uint8: 1,
  int64: 8,
  bool: 1,
  float16: 2,
};

/** AttributeProto.AttributeType */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  graph: 5,
  floats: 6,
  ints: 7,
} as const;
