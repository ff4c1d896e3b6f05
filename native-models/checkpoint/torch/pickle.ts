import { damaged, distrusted, quote } from './refusal.ts';
import { readByte, type PickleBytes } from './pickle-bytes.ts';
import { operations } from './pickle-operations.ts';
import { refusedOperations } from './refused-operations.ts';
import type { PickleValue } from './pickle-value.ts';
import { pop, type Machine } from './pickle-machine.ts';

/** No list of tensors is longer: a Janus has 1,000 of them in 200 kB. */
export const pickleLimitBytes = 4 * 1024 * 1024;

const protocol = 0x80;
const stop = 0x2e;

/**
 * Reads a pickle of tensors without running any of it. A pickle is a program for a small stack
 * machine that can call whatever Python can import; this machine has the operations that
 * `torch.save` writes for a `state_dict` (protocol 2), knows the names that tensors need, and
 * calls nothing.
 *
 * @throws {ModelFailure} `bad-checkpoint` for every other operation and name, by name.
 * @see CPython `Lib/pickletools.py`; PyTorch `torch/serialization.py`, `_save`
 */
export function readPickle(pickle: DataView, file: string): PickleValue {
  const bytes: PickleBytes = { file, view: pickle, at: 0 };
  const version = readByte(bytes) === protocol ? readByte(bytes) : 0;
  if (version !== 2) {
    throw distrusted(file, 'a pickle of protocol 2, as PyTorch writes it,', `protocol ${version}`);
  }
  const machine: Machine = { bytes, values: [], marks: [], memo: new Map(), pushed: 0 };
  for (let code = readByte(bytes); code !== stop; code = readByte(bytes)) {
    const operation = operations.get(code);
    if (operation === undefined) throw refusedOperation(code, bytes);
    operation(machine);
  }
  const result = pop(machine);
  if (machine.values.length > 0 || machine.marks.length > 0) {
    throw damaged(file, 'one value in its pickle', 'several');
  }
  if (bytes.at !== pickle.byteLength) {
    throw damaged(file, `a pickle of ${pickle.byteLength} bytes`, `one of ${bytes.at}`);
  }
  return result;
}

function refusedOperation(code: number, { file, at }: PickleBytes): Error {
  const name = refusedOperations.get(code) ?? quote(String.fromCharCode(code));
  const received = `the operation ${name} at byte ${at - 1} of its pickle`;
  return distrusted(file, 'only what tensors need', received);
}
