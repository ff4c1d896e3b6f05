import type { Picture } from '../../../preload/contract/picture.ts';
import { StudioFailure } from '../../failure.ts';
import { slugOf } from '../file-name.ts';

/** What a name is made of. */
export interface Named {
  readonly picture: Picture;
  /** Place in the export, from 1. */
  readonly number: number;
  /** Of the export's last picture: its digits say how many zeros go before. */
  readonly last: number;
  /** Minutes that the person's clock is ahead of UTC. */
  readonly utcOffset: number;
}

const parts: Readonly<Record<string, (named: Named) => string>> = {
  prompt: ({ picture }) => slugOf(picture.prompt),
  seed: ({ picture }) => String(picture.seed),
  date: (named) => localTime(named).slice(0, 10),
  time: (named) => localTime(named).slice(11, 19).replaceAll(':', '-'),
  number: ({ number, last }) => String(number).padStart(String(last).length, '0'),
  model: ({ picture }) => picture.model,
  id: ({ picture }) => picture.id,
  guidance: ({ picture }) => String(picture.guidance),
  temperature: ({ picture }) => String(picture.temperature),
  width: ({ picture }) => String(picture.width),
  height: ({ picture }) => String(picture.height),
};

/** "2026-11-25T15:04:05" on the person's clock. */
export function localTime({ picture, utcOffset }: Pick<Named, 'picture' | 'utcOffset'>): string {
  const moment = Date.parse(picture.createdAt) + utcOffset * 60_000;
  return new Date(moment).toISOString().slice(0, 19);
}

/** Makes a file name's stem of a picture, such as `small-boat-42`. */
export type Stem = (named: Named) => string;

/** @throws {StudioFailure} `bad-request` for a template with a part that is not known. */
export function parseTemplate(template: string): Stem {
  const pieces = template.split(/\{([^{}]*)\}/);
  const makers = pieces.map((piece, at) => {
    if (at % 2 === 0) return () => piece;
    const maker = Object.hasOwn(parts, piece) ? parts[piece] : undefined;
    if (maker !== undefined) return maker;
    const known = Object.keys(parts).map((name) => `{${name}}`);
    throw new StudioFailure(
      'bad-request',
      `Expected a file name of text and ${known.join(' ')}, but it has {${piece}}.`,
    );
  });
  return (named) => safeName(makers.map((make) => make(named)).join(''));
}

/** Longest name without its ending, so that with a number and an ending 255 bytes will do. */
const mostBytes = 180;
/** Names of devices on Windows, with any ending. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** A name that every file system takes, and that reads the same everywhere. */
export function safeName(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    // What turns the direction of writing makes an ending look like another.
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/gu, '')
    .replace(/[<>:"/\\|?*\p{Cc}]+/gu, '-')
    .replace(/\s+/gu, ' ');
  const short = trimmed(firstBytes(trimmed(plain)));
  if (short === '') return 'picture';
  return reserved.test(short) ? `_${short}` : short;
}

/** Hidden files begin with a dot, options with a hyphen; Windows drops dots and spaces at the end. */
function trimmed(name: string): string {
  return name.replace(/^[\s.-]+|[\s.-]+$/gu, '');
}

function firstBytes(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return kept;
}

/** Gives every file of an export a name of its own, also where case is not told apart. */
export function createNames(): (stem: string, ending: string) => string {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (stem, ending) => {
    const key = (name: string) => name.normalize('NFC').toLowerCase();
    let name = `${stem}${ending}`;
    while (taken.has(key(name))) {
      const count = (counts.get(key(stem)) ?? 1) + 1;
      counts.set(key(stem), count);
      name = `${stem}-${count}${ending}`;
    }
    taken.add(key(name));
    return name;
  };
}
