import type { Key } from './i18n/text.ts';

/** Where a shortcut works, and what it does. */
interface ShortcutGroup {
  readonly title: Key;
  readonly rows: readonly {
    /** Keys to press together, each by its name on the keyboard. */
    readonly keys: readonly string[];
    readonly what: Key;
  }[];
}

const command = /mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** Every shortcut of the studio; each room adds a group of its own. */
export const shortcuts: readonly ShortcutGroup[] = [
  {
    title: 'keys.anywhere',
    rows: [
      { keys: ['?'], what: 'keys.sheet' },
      { keys: ['Esc'], what: 'keys.escape' },
    ],
  },
  {
    title: 'keys.draw',
    rows: [
      { keys: [command, 'Enter'], what: 'keys.draw.draw' },
      { keys: ['Enter'], what: 'keys.draw.line' },
      { keys: ['Alt', '↑↓'], what: 'keys.draw.history' },
    ],
  },
  {
    title: 'keys.ask',
    rows: [
      { keys: [command, 'Enter'], what: 'keys.ask.ask' },
      { keys: ['Shift', 'Enter'], what: 'keys.ask.line' },
    ],
  },
  {
    title: 'keys.gallery',
    rows: [
      { keys: ['/'], what: 'keys.gallery.search' },
      { keys: ['Enter'], what: 'keys.gallery.open' },
      { keys: ['X'], what: 'keys.gallery.choose' },
      { keys: [command, 'A'], what: 'keys.gallery.all' },
      { keys: ['F'], what: 'keys.gallery.favourite' },
      { keys: ['S'], what: 'keys.gallery.similar' },
      { keys: ['E'], what: 'keys.gallery.export' },
      { keys: ['Del'], what: 'keys.gallery.trash' },
      { keys: [command, 'Z'], what: 'keys.gallery.undo' },
    ],
  },
  {
    title: 'keys.viewer',
    rows: [
      { keys: ['←', '→'], what: 'keys.viewer.turn' },
      { keys: ['I'], what: 'keys.viewer.details' },
      { keys: ['Space'], what: 'keys.viewer.back' },
    ],
  },
];
