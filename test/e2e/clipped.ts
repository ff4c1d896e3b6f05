import type { Page } from '@playwright/test';

/**
 * Words that cannot be read to their end, words that break where one line is meant, and what
 * scrolls sideways.
 *
 * Words may be cut where an ellipsis, a clamp or a title says so, and be out of sight inside of
 * what scrolls up and down.
 *
 * @returns A line for each, empty when there is none.
 */
export function clippedIn(page: Page): Promise<string[]> {
  return page.evaluate(look);
}

/** For the page, which knows no other: it reads sizes and changes nothing. */
const look = `(() => {
  const found = new Set();
  const slack = 1.5;
  const short = (words) => words.trim().slice(0, 60);
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest('.sr-only, option, [inert]') === null;
  const isWide = (words, element) => {
    const style = getComputedStyle(element);
    const pen = new OffscreenCanvas(1, 1).getContext('2d');
    pen.font = style.font;
    // The arrow of a list, the cross of a search field.
    const isDressed = element.tagName === 'SELECT' && style.appearance !== 'none';
    const dress = isDressed || element.type === 'search' ? 20 : 0;
    const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return pen.measureText(words).width > room - dress + 0.5;
  };

  for (const element of document.querySelectorAll('*')) {
    if (!isSeen(element) || element.scrollWidth <= element.clientWidth + slack) continue;
    const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowX);
    if (element === document.documentElement || (scrolls && element.tagName !== 'TEXTAREA'))
      found.add('scrolls sideways: ' + element.tagName + '.' + element.className);
  }

  for (const field of document.querySelectorAll('[placeholder]'))
    if (isSeen(field) && field.value === '' && isWide(field.placeholder, field))
      found.add('placeholder is cut: ' + field.placeholder);
  for (const list of document.querySelectorAll('select'))
    if (isSeen(list) && isWide(list.selectedOptions[0]?.text ?? '', list))
      found.add('choice is cut: ' + list.selectedOptions[0].text);

  for (const line of document.querySelectorAll('button, nav a, legend, label:has([type=radio])')) {
    if (!isSeen(line) || !line.textContent.trim() || line.matches('[data-lines], .text-left')) continue;
    const words = document.createRange();
    for (const text of [...line.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)) {
      words.selectNodeContents(text);
      if (words.getClientRects().length > 1) found.add('breaks: ' + short(text.data));
    }
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || !isSeen(text.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    if (words.width === 0) continue;
    const cut = whatCuts(text.parentElement, words);
    if (cut) found.add(cut + ': ' + short(text.data));
  }
  return [...found];

  function whatCuts(parent, words) {
    let isBox = true;
    for (let around = parent; around; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.display === 'inline' || style.display === 'contents') continue;
      if (style.position === 'fixed' && around.matches('[popover]')) isBox = false;
      const box = around.getBoundingClientRect();
      const beside = words.right > box.right + slack || words.left < box.left - slack;
      const below = words.bottom > box.bottom + slack || words.top < box.top - slack;
      const isSaid =
        style.textOverflow === 'ellipsis' ||
        style.webkitLineClamp !== 'none' ||
        around.closest('[title]') !== null;
      if (/hidden|clip/.test(style.overflowX) && beside) return isSaid ? null : 'is cut';
      if (/hidden|clip/.test(style.overflowY) && below) return isSaid ? null : 'is cut below';
      if (isBox && beside && !isSaid) return 'runs out of its box';
      isBox = false;
      if (/auto|scroll/.test(style.overflowY)) return null;
    }
    return words.right > innerWidth + slack || words.left < -slack ? 'runs out of the window' : null;
  }
})()`;
