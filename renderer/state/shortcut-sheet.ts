import { createStore } from './store.ts';

/** Whether the sheet of shortcuts lies over the page. */
export const shortcutSheet = createStore(false);

/** Opens the sheet on `?`, unless it is being written somewhere or something else lies on top. */
export function openOnQuestionMark(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== '?' || event.isComposing || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    shortcutSheet.set(true);
  };
  addEventListener('keydown', onKey);
  return () => {
    removeEventListener('keydown', onKey);
  };
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}
