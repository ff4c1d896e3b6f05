import { damaged, distrusted, quote } from './refusal.ts';
import type { PickleBytes } from './pickle-bytes.ts';
import { contain, describeValue, type PickleDict, type PickleValue } from './pickle-value.ts';

/** The stack machine that a pickle is written for. */
export interface Machine {
  readonly bytes: PickleBytes;
  readonly values: PickleValue[];
  /** Heights of the stack that were marked and not yet returned to. */
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
  /** How often a value was put on the stack. */
  pushed: number;
}

/** PyTorch puts 1,000 names with their tensors on the stack at once, and marks 3 heights. */
const highest = 16_384;
const mostMarks = 64;
/** 30 for each tensor, 1,000 tensors in a Janus. What a byte can make may take 200 in memory. */
const mostPushed = 524_288;
/** 13 for each tensor. */
const mostMemos = 262_144;

/** Puts a value on the stack. */
export function push(machine: Machine, value: PickleValue): void {
  if (machine.values.length === highest) throw tooMany(machine, `${highest} values at once`);
  if (machine.pushed === mostPushed) throw tooMany(machine, `${mostPushed} values`);
  machine.pushed += 1;
  machine.values.push(value);
}

/** Takes the value off the stack that was put there last, above the last mark. */
export function pop(machine: Machine): PickleValue {
  const floor = machine.marks.at(-1) ?? 0;
  if (machine.values.length <= floor) {
    throw damaged(machine.bytes.file, 'a value on the stack of its pickle', 'none');
  }
  return machine.values.pop()!;
}

/** Remembers the height of the stack. */
export function mark(machine: Machine): void {
  if (machine.marks.length === mostMarks) throw tooMany(machine, `${mostMarks} marks`);
  machine.marks.push(machine.values.length);
}

/** Takes off the stack what was put there since the last mark. */
export function popMarked(machine: Machine): PickleValue[] {
  const height = machine.marks.pop();
  if (height === undefined) throw damaged(machine.bytes.file, 'a mark in its pickle', 'none');
  return machine.values.splice(height);
}

/** Keeps the value on top under a number. */
export function remember(machine: Machine, key: number): void {
  if (machine.memo.size === mostMemos) throw tooMany(machine, `${mostMemos} memos`);
  const value = pop(machine);
  machine.memo.set(key, value);
  machine.values.push(value);
}

/** Puts a value on the stack again that was kept under a number. */
export function recall(machine: Machine, key: number): void {
  const value = machine.memo.get(key);
  if (value === undefined) throw damaged(machine.bytes.file, `memo ${key} in its pickle`, 'none');
  push(machine, value);
}

/** Makes a tuple of values and puts it on the stack. */
export function pushTuple(machine: Machine, items: readonly PickleValue[]): void {
  push(machine, { kind: 'tuple', items, depth: contain(items, () => tooDeep(machine)) });
}

/** The dict on top of the stack, which stays there. */
export function topDict(machine: Machine): PickleDict {
  const value = pop(machine);
  if (typeof value !== 'object' || value?.kind !== 'dict') {
    throw damaged(machine.bytes.file, 'a dict to fill in its pickle', describeValue(value));
  }
  machine.values.push(value);
  return value;
}

/** Puts keys with their values, one after the other, into the dict on top of the stack. */
export function fillDict(machine: Machine, items: readonly PickleValue[]): void {
  const { file } = machine.bytes;
  const dict = topDict(machine);
  if (items.length % 2 !== 0) throw damaged(file, 'a value for every key in its pickle', 'none');
  const depth = contain(items, () => tooDeep(machine));
  if (dict.closed) {
    throw distrusted(file, 'dicts that hold neither themselves nor what changes later', 'one');
  }
  dict.depth = Math.max(dict.depth, depth);
  for (let at = 0; at < items.length; at += 2) {
    const key = items[at];
    if (typeof key !== 'string') throw damaged(file, 'names for keys', describeValue(key));
    if (dict.items.has(key)) throw damaged(file, 'every name once', `${quote(key)} twice`);
    dict.items.set(key, items[at + 1]!);
  }
}

function tooMany(machine: Machine, most: string): Error {
  return distrusted(machine.bytes.file, `at most ${most} in its pickle`, 'more');
}

function tooDeep(machine: Machine): Error {
  return distrusted(machine.bytes.file, 'tensors by name', 'tuples and dicts nested without end');
}
