import type { Picture } from '../../preload/contract/picture.ts';
import type { Key } from '../i18n/text.ts';

/** A setting in which two pictures differ, in the order of the pictures. */
export interface Difference {
  readonly name: Key;
  readonly values: readonly [string, string];
}

const SETTINGS = [
  ['gallery.prompt', 'prompt'],
  ['gallery.model', 'model'],
  ['seed.label', 'seed'],
  ['guidance.label', 'guidance'],
  ['temperature.label', 'temperature'],
] as const satisfies readonly (readonly [Key, keyof Picture])[];

/** What made two pictures different, as far as their settings tell. */
export function differences(a: Picture, b: Picture): readonly Difference[] {
  return SETTINGS.filter(([, field]) => a[field] !== b[field]).map(([name, field]) => ({
    name,
    values: [String(a[field]), String(b[field])],
  }));
}
