import type { Picture } from '../../preload/contract/picture.ts';
import { isTyping, letterOf } from '../ui/typing.ts';
import { findSimilar } from './find-similar.ts';
import { change } from './changes.ts';

/** What the keys of the viewer work on. */
export interface Viewed {
  readonly picture: Picture | undefined;
  readonly inTrash: boolean;
  /** Whether there is none after it. */
  readonly last: boolean;
  readonly close: () => void;
  readonly walk: (by: number) => void;
  readonly turnDetails: () => void;
}

/** Does what a key means in the viewer. Buttons keep their own keys, and a sheet all of them. */
export function pressViewerKey(event: KeyboardEvent, viewed: Viewed): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
  const act = meaningOf(event, viewed) ?? changeOf(event, viewed);
  if (!act) return;
  act();
  event.preventDefault();
}

function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (isTyping(target) || target.closest('dialog') !== null) return true;
  return target.matches('button, a, summary') && (key === ' ' || key === 'Enter');
}

function meaningOf(event: KeyboardEvent, viewed: Viewed): (() => void) | undefined {
  const { close, walk, turnDetails } = viewed;
  const meanings: Readonly<Record<string, () => void>> = {
    Escape: close,
    ' ': close,
    i: turnDetails,
    ArrowLeft: () => {
      walk(-1);
    },
    ArrowRight: () => {
      walk(1);
    },
  };
  return meanings[event.key];
}

/** The keys that change the picture. */
function changeOf(
  event: KeyboardEvent,
  { picture, inTrash, last, walk }: Viewed,
): (() => void) | undefined {
  if (!picture || inTrash || picture.trashedAt !== null) return undefined;
  const numbers = [picture.number];
  if (event.key === 'Delete' || event.key === 'Backspace') {
    return () => {
      walk(last ? -1 : 1);
      void change({ numbers, trashed: true });
    };
  }
  if (letterOf(event) === 's') {
    return () => {
      findSimilar(picture.number);
    };
  }
  if (letterOf(event) !== 'f') return undefined;
  return () => void change({ numbers, favourite: !picture.favourite });
}
