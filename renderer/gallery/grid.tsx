import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type JSX,
  type RefObject,
} from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { useWindowKeys } from '../ui/window-keys.ts';
import { isByScore, placeOf, type Where } from './address.ts';
import { DAY, Day } from './day.tsx';
import { side as wantedSide } from './density.ts';
import { dragFromGrid } from './drag-out.ts';
import { Empty } from './empty.tsx';
import { pressKey } from './grid-keys.ts';
import { GridLine } from './grid-line.tsx';
import { press } from './grid-press.ts';
import { useKeepInView, useWidth } from './keep-in-view.ts';
import { known, want } from './known.ts';
import { lineOf, linesOf, type Line } from './layout.ts';
import { useOpening } from './opening.ts';
import { found, hand, placeOfHand, selection, type Found } from './shelf.ts';

/** Between pictures, in CSS pixels. */
const GAP = 2;

interface Props {
  readonly where: Where;
  /** Whether something lies over the grid. */
  readonly covered: boolean;
  readonly onGo: (change: Partial<Where>) => void;
  readonly onBring: () => void;
}

/** All pictures of a shelf by day; only those in sight are there. */
export function Grid({ where, covered, onGo, onBring }: Props): JSX.Element {
  const shown = useStore(found);
  const isOld = shown?.place !== placeOf({ ...where, picture: null });
  if (shown === null || (isOld && shown.numbers.length === 0)) return <Waiting />;
  if (shown.numbers.length === 0) return <Empty where={where} onGo={onGo} onBring={onBring} />;
  return <Filled key={shown.place} shown={shown} where={where} covered={covered} />;
}

/** Nothing yet: a skeleton, but not for what comes at once. */
function Waiting(): JSX.Element {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
    }, 200);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div
      aria-busy="true"
      className="grid min-h-0 flex-1 auto-rows-[160px] grid-cols-[repeat(auto-fill,minmax(160px,1fr))] gap-[2px] overflow-hidden px-4 pt-11"
    >
      {late && Array.from({ length: 40 }, (_, at) => <span key={at} className="bg-stage" />)}
    </div>
  );
}

interface FilledProps extends Pick<Props, 'where' | 'covered'> {
  readonly shown: Found;
}

function Filled({ shown, where, covered }: FilledProps): JSX.Element {
  const text = useText();
  const { numbers, days } = shown;
  const byScore = isByScore(where);
  const { chosen } = useStore(selection);
  const pictures = useStore(known);
  const here = useHand(numbers);
  const scroller = useRef<HTMLDivElement>(null);
  const { columns, wide, side } = useSizes(scroller);
  const lines = useMemo(() => linesOf(days, columns, numbers.length), [days, columns, numbers]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'day' ? DAY : side + GAP),
    overscan: 4,
    scrollPaddingStart: DAY,
    scrollPaddingEnd: 2 * GAP,
  });
  const items = virtualizer.getVirtualItems();
  useKeepInView(scroller, virtualizer, { lines, numbers, side });
  useLooked(items[0]?.index ?? 0, items.at(-1)?.index ?? -1, lines, numbers);

  const open = useOpening(numbers, where);
  const moveTo = (at: number): void => {
    hand.set({ number: numbers[at] ?? 0, at });
    virtualizer.scrollToIndex(lineOf(lines, at));
  };
  useWindowKeys((event) => {
    const { current } = scroller;
    if (!current || covered || !isOurs(event, current)) return;
    const page = Math.max(1, Math.floor(current.clientHeight / (side + GAP)) - 1);
    const inTrash = where.shelf === 'trash';
    if (!pressKey(event, { numbers, lines, here, page, inTrash, open, moveTo })) return;
    event.preventDefault();
    current.focus({ preventScroll: true });
  });
  useReturn({
    covered,
    ready: wide > 1,
    focus: () => scroller.current?.focus(),
    show: () => {
      if (here > 0) virtualizer.scrollToIndex(lineOf(lines, here));
    },
  });

  const top = lines[lineAtTop(items, virtualizer.scrollOffset ?? 0)];
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={text('gallery.grid', { count: numbers.length })}
      aria-multiselectable="true"
      aria-rowcount={lines.length}
      aria-activedescendant={`picture-${numbers[here]}`}
      className="group/grid relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-4 pb-24 outline-none select-none [overflow-anchor:none]"
      onClick={(event) => {
        press(event, numbers, open);
      }}
      onDragStart={(event) => {
        dragFromGrid(event, numbers);
      }}
    >
      <div aria-hidden="true" className="sticky top-0 z-2 -mx-1 h-0">
        <div className="bg-surface px-1">
          {top && top.day !== '' && <Day {...dayOf(top, days)} />}
        </div>
      </div>
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const line = lines[index];
          const sizes = { gap: GAP, width: wide, height: side };
          const place = { index, start, numbers, pictures, chosen, here, byScore };
          return line && <GridLine key={key} line={line} {...sizes} {...place} />;
        })}
      </div>
    </div>
  );
}

/** Where the hand is among what was found. */
function useHand(numbers: Uint32Array): number {
  useStore(hand);
  return placeOfHand(numbers);
}

interface Sizes {
  readonly columns: number;
  /** Of a picture, in CSS pixels; 1 before the room is measured. */
  readonly wide: number;
  readonly side: number;
}

/** How many pictures stand in a line, and how large they are. */
function useSizes(scroller: RefObject<HTMLElement | null>): Sizes {
  const width = useWidth(scroller);
  const columns = Math.max(2, Math.round((width + GAP) / (useStore(wantedSide) + GAP)));
  const wide = Math.max(1, (width - GAP * (columns - 1)) / columns);
  // Lines lie on whole pixels, so that what is kept in view stays to the pixel.
  return { columns, wide, side: Math.round(wide) };
}

/** Asks for the pictures of the lines in sight. */
function useLooked(
  first: number,
  last: number,
  lines: readonly Line[],
  numbers: Uint32Array,
): void {
  const pictures = useStore(known);
  useEffect(() => {
    const looked: number[] = [];
    for (let index = first; index <= last; index += 1) {
      const line = lines[index];
      if (line?.kind === 'pictures') looked.push(...numbers.subarray(line.start, line.end));
    }
    want(looked);
  }, [first, last, lines, numbers, pictures]);
}

/** Keys that are nobody's, after what had the focus has gone, are the grid's; and Esc above it. */
function isOurs({ target, key }: KeyboardEvent, grid: HTMLElement): boolean {
  if (target === document.body || target === grid) return true;
  return key === 'Escape' && target instanceof Element && target.closest('[role=toolbar]') !== null;
}

interface Coming {
  readonly covered: boolean;
  readonly ready: boolean;
  readonly focus: () => void;
  /** Brings the picture in hand into sight. */
  readonly show: () => void;
}

/** Who comes back, from the viewer or from another room, finds the place again. */
function useReturn({ covered, ready, focus, show }: Coming): void {
  const onShow = useEffectEvent(show);
  const onFocus = useEffectEvent(focus);
  const was = useRef(covered);
  useEffect(() => {
    if (ready) onShow();
    if (was.current && !covered) onFocus();
    was.current = covered;
  }, [ready, covered]);
}

function lineAtTop(
  items: readonly { index: number; start: number; end: number }[],
  offset: number,
): number {
  return items.find(({ end }) => end > offset)?.index ?? 0;
}

/** The day of a line, with how many pictures it has. */
function dayOf({ day }: Line, days: Found['days']): Found['days'][number] {
  return days.find((each) => each.day === day) ?? { day, count: 0 };
}
