import { damaged, quote } from './refusal.ts';

/** A pickle and how far it has been read. */
export interface PickleBytes {
  readonly file: string;
  readonly view: DataView;
  at: number;
}

/** The next byte. */
export function readByte(bytes: PickleBytes): number {
  return bytes.view.getUint8(advance(bytes, 1));
}

/** The next two bytes, unsigned. */
export function readShort(bytes: PickleBytes): number {
  return bytes.view.getUint16(advance(bytes, 2), true);
}

/** The next four bytes, signed. */
export function readInt(bytes: PickleBytes): number {
  return bytes.view.getInt32(advance(bytes, 4), true);
}

/** The next four bytes, unsigned. */
export function readLength(bytes: PickleBytes): number {
  return bytes.view.getUint32(advance(bytes, 4), true);
}

/**
 * A whole number of any length, two's complement, its length in the first byte.
 *
 * @throws {ModelFailure} `bad-checkpoint` beyond 2⁵³: no file has so many elements.
 */
export function readLong(bytes: PickleBytes): number {
  const length = readByte(bytes);
  const start = advance(bytes, length);
  let value = 0n;
  for (let at = length - 1; at >= 0; at -= 1) {
    value = (value << 8n) | BigInt(bytes.view.getUint8(start + at));
  }
  value = BigInt.asIntN(8 * length, value);
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw damaged(bytes.file, 'numbers below 2⁵³', `one of ${length} bytes`);
}

/** UTF-8 with its length before it. */
export function readText(bytes: PickleBytes): string {
  const length = readLength(bytes);
  const start = advance(bytes, length);
  try {
    const text = new Uint8Array(bytes.view.buffer, bytes.view.byteOffset + start, length);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    throw damaged(bytes.file, 'text in UTF-8', 'other bytes');
  }
}

/** Text up to the end of its line: the name of a module, or of something in it. */
export function readLine(bytes: PickleBytes): string {
  let line = '';
  for (let byte = readByte(bytes); byte !== 0x0a; byte = readByte(bytes)) {
    if (line.length === 256) throw damaged(bytes.file, 'names of 256 letters', quote(line));
    line += String.fromCharCode(byte);
  }
  return line;
}

/** @returns Where the bytes that are passed over begin. */
function advance(bytes: PickleBytes, length: number): number {
  const start = bytes.at;
  if (length > bytes.view.byteLength - start) {
    throw damaged(bytes.file, `${length} bytes at ${start} of its pickle`, 'the end');
  }
  bytes.at = start + length;
  return start;
}
