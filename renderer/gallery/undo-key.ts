import { useEffect } from 'react';
import { isTyping, letterOf } from '../ui/typing.ts';
import { done, told, undo } from './changes.ts';
import { nothing } from './selection.ts';
import { selection } from './shelf.ts';

/** Ctrl+Z undoes what was done to pictures, for as long as one is in the gallery. */
export function useUndoKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (letterOf(event) !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (isTyping(event.target) || done.get().length === 0) return;
      event.preventDefault();
      void undo();
    };
    addEventListener('keydown', onKeyDown);
    return () => {
      removeEventListener('keydown', onKeyDown);
      selection.set(nothing);
      told.set(true);
    };
  }, []);
}
