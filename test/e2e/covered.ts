import type { Page } from '@playwright/test';

/**
 * Controls that something else lies on, as far as they are in sight: where a press at their middle
 * or near a corner would reach another element.
 *
 * Below what is modal nothing is looked at; what a person has opened over the page, a popover, may
 * lie on what is behind it.
 *
 * @returns A line for each, empty when there is none.
 */
export function coveredIn(page: Page): Promise<string[]> {
  return page.evaluate(look);
}

/** For the page, which knows no other: it reads places and changes nothing. */
const look = `(() => {
  const inset = 3;
  const room = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
  const found = [];
  for (const control of room.querySelectorAll('button, a[href], textarea, select, summary, input')) {
    if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (control.closest('[inert], .sr-only, [aria-hidden=true]')) continue;
    const seen = inSight(control);
    if (seen === null) continue;
    const { left, top, right, bottom } = seen;
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + inset, top + inset],
      [right - inset, top + inset],
      [left + inset, bottom - inset],
      [right - inset, bottom - inset],
    ];
    for (const [x, y] of points) {
      const hit = document.elementFromPoint(x, y);
      if (hit === null || isOf(control, hit) || isApart(control, hit)) continue;
      found.push(nameOf(control) + ' under ' + nameOf(hit.closest('section, form, [role=status], dialog') ?? hit));
      break;
    }
  }
  return [...new Set(found)];

  /** Round corners and what is drawn inside are the control's; so is the label around a field. */
  function isOf(control, hit) {
    return control.contains(hit) || hit.contains(control) || (control.labels && [...control.labels].some((label) => label.contains(hit)));
  }
  /** In a popover that was opened over it, or in a foot that stays while the rest is scrolled. */
  function isApart(control, hit) {
    if (hit.closest('[popover]') !== control.closest('[popover]')) return true;
    for (let around = hit; around; around = around.parentElement) {
      if (getComputedStyle(around).position === 'sticky' && !around.contains(control)) return true;
    }
    return false;
  }
  /** What the boxes around it leave to be seen, or null where that is too little to press. */
  function inSight(control) {
    let { left, top, right, bottom } = control.getBoundingClientRect();
    [left, top] = [Math.max(left, 0), Math.max(top, 0)];
    [right, bottom] = [Math.min(right, innerWidth), Math.min(bottom, innerHeight)];
    for (let around = control.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflow === 'visible') continue;
      const box = around.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return right - left < 4 * inset || bottom - top < 4 * inset ? null : { left, top, right, bottom };
  }
  function nameOf(element) {
    const name = element.getAttribute('aria-label') ?? element.textContent.trim();
    return element.tagName.toLowerCase() + ' “' + name.slice(0, 40) + '”';
  }
})()`;
