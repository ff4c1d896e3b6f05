import type { DragEvent } from 'react';
import type { PictureDetails } from '../../preload/contract/gallery.ts';
import { toFailure } from '../state/failures.ts';
import { inDesktop, pictureAddress, studio } from '../studio.ts';
import { trouble } from './known.ts';
import { selection } from './shelf.ts';

/** Pictures that one drag takes; for more there is the export. */
const MOST = 200;

/** Whether a drag is under way that began in this room: it brings nothing in. */
let leaving = false;

export function isLeaving(): boolean {
  return leaving;
}

/** Drags the picture that is looked at out of the window, as a file with a name to read. */
export function dragPicture(event: DragEvent, { picture, fileName }: PictureDetails): void {
  leave();
  if (inDesktop) {
    give(event, [picture.number]);
    return;
  }
  // Chromium saves it where it is dropped; elsewhere the image itself is dragged, as ever.
  const address = new URL(pictureAddress(picture.id), location.href).href;
  event.dataTransfer.effectAllowed = 'copy';
  event.dataTransfer.setData('DownloadURL', `image/png:${fileName}:${address}`);
}

/** Drags a picture of the grid out, and with it those that are chosen if it is one of them. */
export function dragFromGrid(event: DragEvent, numbers: Uint32Array): void {
  const { target } = event;
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  const number = numbers[Number(cell?.dataset['at'])];
  if (number === undefined) return;
  const { chosen } = selection.get();
  const taken = chosen.has(number) ? numbers.filter((each) => chosen.has(each)) : [number];
  if (taken.length > MOST) {
    event.preventDefault();
    return;
  }
  leave();
  give(event, [...taken]);
}

/** The system's own drag takes over from the page's. */
function give(event: DragEvent, numbers: number[]): void {
  event.preventDefault();
  studio.ask('picture:drag', { numbers }).catch((thrown: unknown) => {
    trouble.set(toFailure(thrown));
  });
}

/** Until the page hears the pointer again: during a drag of the system's it does not. */
function leave(): void {
  leaving = true;
  const stay = (): void => {
    leaving = false;
    removeEventListener('dragend', stay);
    removeEventListener('pointermove', stay);
  };
  addEventListener('dragend', stay);
  addEventListener('pointermove', stay);
}
