import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { LazyTensor } from '../../../native-models/checkpoint/lazy-tensor.ts';
import { synthesize, type SynthesizeOrder } from '../../../native-models/synthesize.ts';

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'janus-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A tiny random checkpoint, unless the order says otherwise. */
export async function synthesized(order: Partial<SynthesizeOrder> = {}): Promise<string> {
  const out = join(await temporaryFolder(), 'model');
  const whole: SynthesizeOrder = { size: 'tiny', layout: 'deepseek', seed: 1, out, ...order };
  for await (const { doneBytes } of synthesize(whole)) expect(doneBytes).toBeGreaterThan(0);
  return out;
}

/** Type, dims and a hash of the values: equal for equal tensors. */
export async function fingerprint(tensor: LazyTensor): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of tensor.read()) hash.update(chunk);
  return `${tensor.type} [${tensor.dims.join()}] ${hash.digest('hex')}`;
}

export type Header = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;

/** Rewrites the header of a safetensors file and leaves its values. */
export async function editHeader(file: string, edit: (header: Header) => void): Promise<void> {
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header;
  edit(header);
  await writeFile(file, safetensors(JSON.stringify(header), bytes.subarray(8 + length)));
}

/** Takes a tensor out of a header: its bytes go on under a name that nobody reads. */
export function hideTensor(header: Header, name: string): void {
  const { [name]: entry, ...rest } = header;
  for (const key of Object.keys(header)) Reflect.deleteProperty(header, key);
  Object.assign(header, rest, { [`${name}.rotary_emb.inv_freq`]: entry });
}

/** A safetensors file with this text for a header, true or not. */
export function safetensors(json: string, values: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.from(json);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, values]);
}

/** Rewrites a JSON file. */
export async function editJson(
  file: string,
  edit: (json: Record<string, Record<string, unknown>>) => void,
): Promise<void> {
  const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, unknown>>;
  edit(json);
  await writeFile(file, JSON.stringify(json));
}
