import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type JSX,
  type MouseEvent,
} from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { placeOf, type Where } from './address.ts';
import { Cell } from './cell.tsx';
import { DAY, Day } from './day.tsx';
import { side as wantedSide } from './density.ts';
import { Empty } from './empty.tsx';
import { pressKey } from './grid-keys.ts';
import { useKeepInView, useWidth } from './keep-in-view.ts';
import { known, want } from './known.ts';
import { lineOf, linesOf, type Line } from './layout.ts';
import { extend, toggle } from './selection.ts';
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
  const { chosen } = useStore(selection);
  const pictures = useStore(known);
  useStore(hand);
  const here = placeOfHand(numbers);

  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const columns = Math.max(2, Math.round((width + GAP) / (useStore(wantedSide) + GAP)));
  const wide = Math.max(1, (width - GAP * (columns - 1)) / columns);
  // Lines lie on whole pixels, so that what is kept in view stays to the pixel.
  const side = Math.round(wide);
  const lines = useMemo(() => linesOf(days, columns), [days, columns]);
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

  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  useEffect(() => {
    const looked: number[] = [];
    for (let index = first; index <= last; index += 1) {
      const line = lines[index];
      if (line?.kind === 'pictures') looked.push(...numbers.subarray(line.start, line.end));
    }
    want(looked);
  }, [first, last, lines, numbers, pictures]);

  const open = (at: number): void => {
    const picture = pictures.get(numbers[at] ?? -1);
    if (picture) location.hash = placeOf({ ...where, picture: picture.id });
  };
  const moveTo = (at: number): void => {
    hand.set({ number: numbers[at] ?? 0, at });
    virtualizer.scrollToIndex(lineOf(lines, at));
  };
  const onClick = (event: MouseEvent): void => {
    const { target } = event;
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
    if (!cell || !(target instanceof Element)) return;
    const at = Number(cell.dataset['at']);
    const number = numbers[at] ?? 0;
    const isTick = target.closest('[data-tick]') !== null;
    hand.set({ number, at });
    if (event.shiftKey) selection.set(extend(selection.get(), number, numbers));
    else if (isTick || event.ctrlKey || event.metaKey || chosen.size > 0)
      selection.set(toggle(selection.get(), number));
    else open(at);
  };

  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    const { current } = scroller;
    if (!current || covered || !isOurs(event, current)) return;
    const page = Math.max(1, Math.floor(current.clientHeight / (side + GAP)) - 1);
    const inTrash = where.shelf === 'trash';
    if (!pressKey(event, { numbers, lines, here, page, inTrash, open, moveTo })) return;
    event.preventDefault();
    current.focus({ preventScroll: true });
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      onKeyDown(event);
    };
    addEventListener('keydown', listen);
    return () => {
      removeEventListener('keydown', listen);
    };
  }, []);
  useReturn({
    covered,
    ready: width > 0,
    focus: () => scroller.current?.focus(),
    show: () => {
      const line = lineOf(lines, here);
      if (here > 0) virtualizer.scrollToIndex(line);
    },
  });

  const rowOfHand = lineOf(lines, here);
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
      className="group/grid relative min-h-0 flex-1 overflow-y-auto px-4 pb-24 outline-none select-none [overflow-anchor:none]"
      onClick={onClick}
    >
      <div aria-hidden="true" className="sticky top-0 z-2 -mx-1 h-0">
        <div className="bg-surface px-1">{top && <Day {...dayOf(top, days)} />}</div>
      </div>
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              className={`absolute inset-x-0 top-0 flex ${item.index === rowOfHand ? 'z-1' : ''}`}
              style={{ transform: `translateY(${item.start}px)`, gap: GAP }}
            >
              {line.kind === 'day' ? (
                <div role="rowheader">
                  <Day day={line.day} count={line.count} />
                </div>
              ) : (
                Array.from(numbers.subarray(line.start, line.end), (number, column) => (
                  <Cell
                    key={number}
                    number={number}
                    at={line.start + column}
                    picture={pictures.get(number)}
                    width={wide}
                    height={side}
                    active={line.start + column === here}
                    chosen={chosen.has(number)}
                    choosing={chosen.size > 0}
                  />
                ))
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
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
