import { damaged } from './refusal.ts';
import {
  readByte,
  readInt,
  readLength,
  readLine,
  readLong,
  readShort,
  readText,
  type PickleBytes,
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
import { describeValue, emptyDict, type PickleSymbol, type PickleValue } from './pickle-value.ts';
import { call, storageOf } from './rebuild.ts';
import { allowedSymbol } from './symbols.ts';

type Operation = (machine: Machine) => void;

/** The operations that `torch.save` writes for a `state_dict`, by their byte. */
export const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x4e, pushing(() => null)], // NONE
  [0x88, pushing(() => true)], // NEWTRUE
  [0x89, pushing(() => false)], // NEWFALSE
  [0x4b, pushing(readByte)], // BININT1
  [0x4d, pushing(readShort)], // BININT2
  [0x4a, pushing(readInt)], // BININT
  [0x8a, pushing(readLong)], // LONG1
  [0x58, pushing(readText)], // BINUNICODE
  [0x63, pushing(readSymbol)], // GLOBAL
  [0x7d, pushing(emptyDict)], // EMPTY_DICT
  [0x73, taking(2, fillDict)], // SETITEM
  [0x29, taking(0, pushTuple)], // EMPTY_TUPLE
  [0x85, taking(1, pushTuple)], // TUPLE1
  [0x86, taking(2, pushTuple)], // TUPLE2
  [0x87, taking(3, pushTuple)], // TUPLE3
  [0x28, mark], // MARK
  [0x74, takingMarked(pushTuple)], // TUPLE
  [0x75, takingMarked(fillDict)], // SETITEMS
  [0x71, numbered(readByte, remember)], // BINPUT
  [0x72, numbered(readLength, remember)], // LONG_BINPUT
  [0x68, numbered(readByte, recall)], // BINGET
  [0x6a, numbered(readLength, recall)], // LONG_BINGET
  [0x51, taking(1, pushStorage)], // BINPERSID
  [0x52, taking(2, pushCalled)], // REDUCE
  [0x62, taking(1, dropState)], // BUILD
]);

/** Puts a value on the stack that follows the operation, or is always the same. */
function pushing(read: (bytes: PickleBytes) => PickleValue): Operation {
  return (machine) => {
    push(machine, read(machine.bytes));
  };
}

/** Takes so many values off the stack, the first of them below the others. */
function taking(
  count: number,
  use: (machine: Machine, values: readonly PickleValue[]) => void,
): Operation {
  return (machine) => {
    use(machine, Array.from({ length: count }, () => pop(machine)).reverse());
  };
}

/** Takes the values off the stack that were put there since the last mark. */
function takingMarked(use: (machine: Machine, values: readonly PickleValue[]) => void): Operation {
  return (machine) => {
    use(machine, popMarked(machine));
  };
}

function numbered(
  read: (bytes: PickleBytes) => number,
  use: (machine: Machine, key: number) => void,
): Operation {
  return (machine) => {
    use(machine, read(machine.bytes));
  };
}

function readSymbol(bytes: PickleBytes): PickleSymbol {
  const [module, name] = [readLine(bytes), readLine(bytes)];
  return { kind: 'symbol', name: allowedSymbol(module, name, bytes.file) };
}

function pushStorage(machine: Machine, [id]: readonly PickleValue[]): void {
  push(machine, storageOf(id!, machine.bytes.file));
}

/** Python would call what is on the stack; here two calls are known, and neither runs anything. */
function pushCalled(machine: Machine, [callee, given]: readonly PickleValue[]): void {
  push(machine, call(callee!, given!, machine.bytes.file));
}

/** Attributes of an OrderedDict, `_metadata` in practice: versions of layers, of no use here. */
function dropState(machine: Machine, [state]: readonly PickleValue[]): void {
  topDict(machine);
  if (typeof state !== 'object' || state?.kind !== 'dict') {
    throw damaged(machine.bytes.file, 'attributes in a dict in its pickle', describeValue(state));
  }
}
