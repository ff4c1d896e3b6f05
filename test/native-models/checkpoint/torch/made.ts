import { crc32 } from 'node:zlib';

/** An entry of a zip file, true or not. What is not said is as it should be. */
export interface MadeEntry {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly sizeBytes?: number;
  readonly packedBytes?: number;
  /** Where the directory says that it lies. */
  readonly headerAt?: number;
  /** Extra fields in the directory. */
  readonly extra?: Uint8Array;
  readonly disk?: number;
  /** What its own header says instead. */
  readonly own?: {
    signature?: number;
    name?: string;
    flags?: number;
    method?: number;
    crc?: number;
    sizeBytes?: number;
  };
}

/** What the end of a zip file says, where it is to lie. */
export interface MadeEnd {
  readonly disk?: number;
  readonly here?: number;
  readonly count?: number;
  readonly length?: number;
  readonly start?: number;
  readonly comment?: string;
  /** Writes the records of zip64, with these untruths. */
  readonly long?: { count?: number; length?: number; start?: number; at?: number };
}

/** A zip file of stored entries, without zip64 unless asked for. */
export function zip(entries: readonly MadeEntry[], end: MadeEnd = {}): Buffer {
  const parts: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const header = ownHeader(entry);
    const data = entry.data ?? new Uint8Array();
    records.push(record(entry, at));
    parts.push(header, data);
    at += header.length + data.length;
  }
  const directory = Buffer.concat(records);
  const told = { count: entries.length, length: directory.length, start: at };
  const { count, length, start } = { ...told, ...end };
  const comment = Buffer.from(end.comment ?? '');
  const long =
    end.long === undefined ? [] : [longEnd({ ...told, at: at + directory.length, ...end.long })];
  const last = Buffer.concat([
    bytes(4, 0x06054b50),
    bytes(2, end.disk ?? 0, end.disk ?? 0, end.here ?? count, count),
    bytes(4, length, start),
    bytes(2, comment.length),
    comment,
  ]);
  return Buffer.concat([...parts, directory, ...long, last]);
}

function ownHeader({ data = new Uint8Array(), ...entry }: MadeEntry): Buffer {
  const { name, flags, method, crc, sizeBytes, signature } = {
    signature: 0x04034b50,
    flags: 0,
    method: 0,
    crc: crc32(data),
    sizeBytes: data.length,
    ...entry,
    ...entry.own,
  };
  const said = Buffer.from(name);
  return Buffer.concat([
    bytes(4, signature),
    bytes(2, 0, flags, method, 0, 0),
    bytes(4, crc, sizeBytes, sizeBytes),
    bytes(2, said.length, 0),
    said,
  ]);
}

function record({ name, data = new Uint8Array(), ...entry }: MadeEntry, at: number): Buffer {
  const said = Buffer.from(name);
  const { extra = new Uint8Array(), sizeBytes = data.length } = entry;
  return Buffer.concat([
    bytes(4, 0x02014b50),
    bytes(2, 0, 0, entry.flags ?? 0, entry.method ?? 0, 0, 0),
    bytes(4, entry.crc ?? crc32(data), entry.packedBytes ?? sizeBytes, sizeBytes),
    bytes(2, said.length, extra.length, 0, entry.disk ?? 0, 0),
    bytes(4, 0, entry.headerAt ?? at),
    said,
    extra,
  ]);
}

function longEnd({ count, length, start, at }: Required<NonNullable<MadeEnd['long']>>): Buffer {
  return Buffer.concat([
    bytes(4, 0x06064b50),
    bytes(8, 44),
    bytes(2, 45, 45),
    bytes(4, 0, 0),
    bytes(8, count, count, length, start),
    bytes(4, 0x07064b50, 0),
    bytes(8, at),
    bytes(4, 1),
  ]);
}

/** Numbers, little-endian, of so many bytes each. */
export function bytes(width: 2 | 4 | 8, ...values: (number | bigint)[]): Buffer {
  const made = Buffer.alloc(width * values.length);
  values.forEach((value, index) => {
    for (let at = 0; at < width; at += 1) {
      made[index * width + at] = Number((BigInt(value) >> BigInt(8 * at)) & 0xffn);
    }
  });
  return made;
}

/** A pickle of protocol 2 of these parts: text is one byte a letter. */
export function pickle(...parts: readonly (string | readonly number[] | Uint8Array)[]): Buffer {
  return Buffer.concat([Buffer.from([0x80, 2]), ...parts.map(part), Buffer.from('.')]);
}

function part(value: string | readonly number[] | Uint8Array): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value);
}

/** Puts text on the stack. */
export function text(value: string): Buffer {
  const utf8 = Buffer.from(value);
  return Buffer.concat([Buffer.from('X'), bytes(4, utf8.length), utf8]);
}

/** Puts whole numbers in a tuple on the stack. */
export function sizes(...values: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from('('), ...values.map(long), Buffer.from('t')]);
}

/** Puts a whole number on the stack. */
export function long(value: number): Buffer {
  return Buffer.concat([Buffer.from([0x8a, 8]), bytes(8, BigInt(value))]);
}

/** What a tensor is made of. What is not said is as it should be. */
export interface MadeTensor {
  readonly type?: string;
  readonly key?: string;
  readonly count?: number;
  readonly offset?: number;
  readonly dims?: readonly number[];
  readonly strides?: readonly number[];
}

export const orderedDict = 'ccollections\nOrderedDict\n)R';

/** Puts a storage on the stack. */
export function storage({ type = 'BFloat16Storage', key = '0', count = 6 }: MadeTensor): Buffer {
  return Buffer.concat([
    Buffer.from('('),
    text('storage'),
    Buffer.from(`ctorch\n${type}\n`),
    text(key),
    text('cpu'),
    long(count),
    Buffer.from('tQ'),
  ]);
}

/** Puts a tensor on the stack: BF16 [2, 3] in a storage of its own, unless it says otherwise. */
export function tensor(made: MadeTensor = {}): Buffer {
  const { offset = 0, dims = [2, 3], strides = [3, 1] } = made;
  return Buffer.concat([
    Buffer.from('ctorch._utils\n_rebuild_tensor_v2\n('),
    storage(made),
    long(offset),
    sizes(...dims),
    sizes(...strides),
    Buffer.from([0x89]),
    Buffer.from(`${orderedDict}tR`),
  ]);
}

/** A pickle of these tensors by name. */
export function stateDict(tensors: Readonly<Record<string, MadeTensor>>): Buffer {
  const items = Object.entries(tensors).flatMap(([name, made]) => [text(name), tensor(made)]);
  return pickle('}(', ...items, 'u');
}

/** A file as PyTorch writes them, with these tensors and the bytes of these storages. */
export function torchZip(
  list: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
  more: readonly MadeEntry[] = [],
): Buffer {
  return zip([
    { name: 'm/data.pkl', data: list },
    ...Object.entries(storages).map(([key, data]) => ({ name: `m/data/${key}`, data })),
    ...more,
  ]);
}
