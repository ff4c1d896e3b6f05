import { isTyping } from './typing.ts';

/** What Tab reaches. */
const reached =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** What the focus does not leave by itself. */
const rooms = 'main, dialog, [popover]';

/** Where the hands are in a room when they are nowhere else. */
const begins = '[data-begin], [role=grid]';

/** How long what cannot be pressed may be about to be pressed again. */
const patienceMs = 500;

/** Where something was before it was taken out of the page. */
interface Gap {
  readonly parent: Node;
  readonly next: Node | null;
}

/**
 * Whoever works by keyboard stays in place: when what has the focus goes, what stands next to where
 * it was gets it, as near as there is something; in a room without neighbours, its grid, or what has
 * `data-begin`. What is only moved, or cannot be pressed for a moment, gets it back. A focus that
 * was given up by a press elsewhere is not taken back.
 *
 * @returns Ends it.
 */
export function keepFocus(): () => void {
  /** What had the focus last, until it is given up. */
  let held: Element | null = null;
  /** Where that was, once it has been taken out. */
  let gap: Gap | null = null;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hold = ({ target }: FocusEvent): void => {
    held = target instanceof Element ? target : null;
    gap = null;
  };
  const giveUp = (): void => {
    // After the press has moved the focus, or taken it from everything.
    setTimeout(() => {
      if (nothingHasFocus() && gap === null && held?.isConnected && !held.matches(':disabled')) {
        held = null;
      }
    });
  };
  const give = (): void => {
    clearTimeout(timer);
    if (held === null || !nothingHasFocus()) return;
    if (canHaveFocus(held)) held.focus();
    else if (held.isConnected) timer = setTimeout(giveOn, patienceMs);
    else if (gap !== null) nearest(gap)?.focus();
  };
  const giveOn = (): void => {
    if (!nothingHasFocus() || !held?.parentNode) return;
    nearest({ parent: held.parentNode, next: held.nextSibling })?.focus();
  };
  const observer = new MutationObserver((records) => {
    if (held === null) return;
    for (const { removedNodes, target, nextSibling } of records) {
      for (const node of removedNodes) {
        if (node.contains(held)) gap = { parent: target, next: nextSibling };
      }
    }
    // Until all has come that takes its place, and has perhaps taken the focus itself.
    if (gap === null && !held.matches('button, input')) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(give);
  });

  document.addEventListener('focusin', hold);
  document.addEventListener('pointerdown', giveUp);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
  return () => {
    document.removeEventListener('focusin', hold);
    document.removeEventListener('pointerdown', giveUp);
    observer.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

function nothingHasFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function canHaveFocus(element: Element): element is HTMLElement {
  return (
    element instanceof HTMLElement &&
    element.isConnected &&
    !element.matches(':disabled') &&
    element.closest('[inert]') === null &&
    element.checkVisibility({ visibilityProperty: true })
  );
}

/** What is next behind a gap, else before it; looked for ever farther around it, to the room's walls. */
function nearest({ parent, next }: Gap): HTMLElement | null {
  if (!(parent instanceof Element) || !parent.isConnected)
    return beginOf(document.querySelector('main'));
  if (parent.matches(rooms)) return beginOf(parent);
  const all = within(parent);
  const found = all.find((each) => next !== null && isAtOrBehind(each, next)) ?? all.at(-1);
  if (found !== undefined) return found;
  return parent.parentNode && nearest({ parent: parent.parentNode, next: parent.nextSibling });
}

/** Where one begins in a room. */
function beginOf(room: Element | null): HTMLElement | null {
  if (room === null) return null;
  const begin = [...room.querySelectorAll(begins)].find(canHaveFocus);
  return begin ?? within(room)[0] ?? null;
}

/** But for fields: whose keys are a room's shortcuts would write into them. */
function within(element: Element): HTMLElement[] {
  return [...element.querySelectorAll(reached)].filter(
    (each) => canHaveFocus(each) && !isTyping(each),
  ) as HTMLElement[];
}

function isAtOrBehind(element: Element, place: Node): boolean {
  const how = place.compareDocumentPosition(element);
  return (
    place === element ||
    (how & (Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING)) > 0
  );
}
