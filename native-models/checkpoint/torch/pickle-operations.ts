import { damaged } from './refusal.ts';
import {
  readByte,
  readInt,
  readLength,
  readLine,
  readLong,
  readShort,
  readText,
} from './pickle-bytes.ts';
import {
  fillDict,
  mark,
  pop,
  popMarked,
  push,
  pushTuple,
  recall,
  remember,
  topDict,
  type Machine,
} from './pickle-machine.ts';
import { describeValue, emptyDict, type PickleValue } from './pickle-value.ts';
import { call, storageOf } from './rebuild.ts';
import { allowedSymbol } from './symbols.ts';

type Operation = (machine: Machine) => void;

/** The operations that `torch.save` writes for a `state_dict`, by their byte. */
export const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  // MARK
  [
    0x28,
    (machine) => {
      mark(machine);
    },
  ],
  // NONE
  [
    0x4e,
    (machine) => {
      push(machine, null);
    },
  ],
  // NEWTRUE
  [
    0x88,
    (machine) => {
      push(machine, true);
    },
  ],
  // NEWFALSE
  [
    0x89,
    (machine) => {
      push(machine, false);
    },
  ],
  // BININT1
  [
    0x4b,
    (machine) => {
      push(machine, readByte(machine.bytes));
    },
  ],
  // BININT2
  [
    0x4d,
    (machine) => {
      push(machine, readShort(machine.bytes));
    },
  ],
  // BININT
  [
    0x4a,
    (machine) => {
      push(machine, readInt(machine.bytes));
    },
  ],
  // LONG1
  [
    0x8a,
    (machine) => {
      push(machine, readLong(machine.bytes));
    },
  ],
  // BINUNICODE
  [
    0x58,
    (machine) => {
      push(machine, readText(machine.bytes));
    },
  ],
  // EMPTY_TUPLE
  [
    0x29,
    (machine) => {
      pushTuple(machine, []);
    },
  ],
  // TUPLE1
  [
    0x85,
    (machine) => {
      pushTuple(machine, popSome(machine, 1));
    },
  ],
  // TUPLE2
  [
    0x86,
    (machine) => {
      pushTuple(machine, popSome(machine, 2));
    },
  ],
  // TUPLE3
  [
    0x87,
    (machine) => {
      pushTuple(machine, popSome(machine, 3));
    },
  ],
  // TUPLE
  [
    0x74,
    (machine) => {
      pushTuple(machine, popMarked(machine));
    },
  ],
  // EMPTY_DICT
  [
    0x7d,
    (machine) => {
      push(machine, emptyDict());
    },
  ],
  // SETITEM
  [
    0x73,
    (machine) => {
      fillDict(machine, popSome(machine, 2));
    },
  ],
  // SETITEMS
  [
    0x75,
    (machine) => {
      fillDict(machine, popMarked(machine));
    },
  ],
  // BINPUT
  [
    0x71,
    (machine) => {
      remember(machine, readByte(machine.bytes));
    },
  ],
  // LONG_BINPUT
  [
    0x72,
    (machine) => {
      remember(machine, readLength(machine.bytes));
    },
  ],
  // BINGET
  [
    0x68,
    (machine) => {
      recall(machine, readByte(machine.bytes));
    },
  ],
  // LONG_BINGET
  [
    0x6a,
    (machine) => {
      recall(machine, readLength(machine.bytes));
    },
  ],
  // GLOBAL
  [
    0x63,
    (machine) => {
      pushSymbol(machine);
    },
  ],
  // BINPERSID
  [
    0x51,
    (machine) => {
      push(machine, storageOf(pop(machine), machine.bytes.file));
    },
  ],
  // REDUCE
  [
    0x52,
    (machine) => {
      reduce(machine);
    },
  ],
  // BUILD
  [
    0x62,
    (machine) => {
      dropState(machine);
    },
  ],
]);

/** Takes off the stack so many values, the first of them below the others. */
function popSome(machine: Machine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => pop(machine)).reverse();
}

function pushSymbol(machine: Machine): void {
  const { bytes } = machine;
  const [module, name] = [readLine(bytes), readLine(bytes)];
  push(machine, { kind: 'symbol', name: allowedSymbol(module, name, bytes.file) });
}

/** Python would call what is on the stack; here two calls are known, and neither runs anything. */
function reduce(machine: Machine): void {
  const [callee, given] = popSome(machine, 2);
  push(machine, call(callee!, given!, machine.bytes.file));
}

/** Attributes of an OrderedDict, `_metadata` in practice: versions of layers, of no use here. */
function dropState(machine: Machine): void {
  const state = pop(machine);
  topDict(machine);
  if (typeof state !== 'object' || state?.kind !== 'dict') {
    throw damaged(machine.bytes.file, 'attributes in a dict in its pickle', describeValue(state));
  }
}
