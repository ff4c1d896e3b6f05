import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { ShippedPart } from './licences.ts';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>
  >;
}

/** Needed to build only, but what they hold is in the page that is built. */
const bundled = /^node_modules\/(tailwindcss|@fontsource-variable\/[\w-]+)$/;

/** Writes `licences.json` beside the page: every package that ships, as its own metadata says. */
export function licencesPlugin(root: string): Plugin {
  return {
    name: 'licences',
    generateBundle() {
      const source = JSON.stringify(shippedParts(root));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source });
    },
  };
}

/** Of a folder with package-lock.json and node_modules; what is not installed does not ship. */
export function shippedParts(root: string): ShippedPart[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const parts: ShippedPart[] = [sheetFont(root)];
  for (const [place, { version = '', license = 'unknown', dev }] of Object.entries(lock.packages)) {
    if (place === '' || (dev === true && !bundled.test(place))) continue;
    const files = filesIn(join(root, place));
    if (files === null) continue;
    const name = place.split('node_modules/').at(-1) ?? place;
    const file = files.find((each) => /^(licen[cs]e|copying)(\.|-|$)/i.test(each));
    const text = file === undefined ? null : readFileSync(join(root, place, file), 'utf8').trim();
    parts.push({ name, version, licence: license, text });
  }
  return parts.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Part of the house, made of a font by others. */
function sheetFont(root: string): ShippedPart {
  const text = readFileSync(join(root, 'assets/fonts/LICENSE'), 'utf8').trim();
  const [, name = '', version = ''] = /^(.+) ([\d.]+)$/m.exec(text) ?? [];
  return { name, version, licence: 'OFL-1.1', text };
}

function filesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}
