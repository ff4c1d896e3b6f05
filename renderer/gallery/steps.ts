import { placeOf, type Where } from './address.ts';

/** What the browser's history notes of a step that opened the viewer: Back closes it. */
const opened = 'viewer opened';

/** Opens the viewer, as a step to walk back. */
export function openPicture(where: Where, id: string): void {
  location.hash = placeOf({ ...where, picture: id });
  history.replaceState(opened, '');
}

/** Shows another picture in its place. */
export function turnTo(where: Where, id: string): void {
  const step: unknown = history.state;
  location.replace(`#${placeOf({ ...where, picture: id })}`);
  history.replaceState(step, '');
}

/** Back to the grid: the step that opened the viewer is taken back, so that none is left over. */
export function closePicture(where: Where): void {
  if (history.state === opened) history.back();
  else location.replace(`#${placeOf({ ...where, picture: null })}`);
}
