import { distrusted, quote } from './refusal.ts';

/** Types of numbers that a storage may have, in safetensors' words, and their bytes. */
export const storageBytes = {
  BF16: 2,
  F16: 2,
  F32: 4,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** A type of numbers, in safetensors' words. */
export type StorageType = keyof typeof storageBytes;

/**
 * Every name of Python's that a checkpoint may use, and the type of the storages among them. The
 * published files use the first three. Integers and truth values are of no weight of a Janus, but
 * of buffers that ride along.
 */
const symbols = {
  'collections.OrderedDict': null,
  'torch._utils._rebuild_tensor_v2': null,
  'torch.BFloat16Storage': 'BF16',
  'torch.HalfStorage': 'F16',
  'torch.FloatStorage': 'F32',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
} as const satisfies Record<string, StorageType | null>;

/** A name that a checkpoint may use. */
export type SymbolName = keyof typeof symbols;

/**
 * The symbol of a name, if tensors need it.
 *
 * @throws {ModelFailure} `bad-checkpoint` for every other name.
 */
export function allowedSymbol(module: string, name: string, file: string): SymbolName {
  const path = `${module}.${name}`;
  if (Object.hasOwn(symbols, path)) return path as SymbolName;
  const shown = /^[\w.]{1,120}$/.test(path) ? path : quote(path);
  throw distrusted(file, 'only names that tensors of BF16, F16 or F32 need', shown);
}

/** The type of a storage by its symbol, or null for what is no storage. */
export function storageType(symbol: SymbolName): StorageType | null {
  return symbols[symbol];
}
