import type { Recalled } from '../../preload/contract/gallery.ts';
import type { Picture } from '../../preload/contract/picture.ts';

type Made = Pick<
  Picture,
  'prompt' | 'guidance' | 'seed' | 'width' | 'height' | 'model' | 'temperature' | 'tokensDone'
>;

/** What other image tools read: first the prompt, on a line of its own the settings. */
export function parametersText(made: Made): string {
  const settings = {
    Steps: made.tokensDone,
    Sampler: 'Janus',
    'CFG scale': made.guidance,
    Seed: made.seed,
    Size: `${made.width}x${made.height}`,
    Model: quoted(made.model),
    Temperature: made.temperature,
    Version: 'Janus Studio',
  };
  const line = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
  return `${made.prompt}\n${line.join(', ')}`;
}

/** Values that hold what ends a value are JSON strings. */
function quoted(value: string): string {
  return /[,:"\n]/.test(value) ? JSON.stringify(value) : value;
}

const longestLine = 20_000;
/** A last line with fewer settings belongs to the prompt. */
const fewestSettings = 3;

/**
 * Reads the grammar of A1111's web UI: the prompt, perhaps a negative prompt, and one last line of
 * settings. What is not understood is left out.
 *
 * @returns null when it is no such text.
 */
export function parseParameters(text: string): Recalled | null {
  if (text.trim() === '' || text.startsWith('{')) return null;
  const lines = text.replace(/\r\n?/g, '\n').trim().split('\n');
  const settings = settingsOf(lines.at(-1) ?? '');
  const said = settings.size >= fewestSettings ? lines.slice(0, -1) : lines;
  const negative = said.findIndex((line) => line.startsWith('Negative prompt:'));
  const prompt = (negative < 0 ? said : said.slice(0, negative)).join('\n').trim();
  const used = settings.size >= fewestSettings ? settings : new Map<string, string>();
  return {
    from: 'a1111',
    prompt: prompt.slice(0, 20_000),
    seed: numberIn(used.get('Seed'), 0, 0xffff_ffff, true),
    guidance: numberIn(used.get('CFG scale'), 1, 20),
    temperature: numberIn(used.get('Temperature'), 0, 2),
    model: used.get('Model')?.slice(0, 100) ?? null,
  };
}

/** The settings of a line `Steps: 20, Sampler: Euler a, Note: "a, b"`; none of any other line. */
function settingsOf(line: string): Map<string, string> {
  const settings = new Map<string, string>();
  if (line.length > longestLine) return settings;
  for (const piece of piecesOf(line)) {
    const colon = piece.indexOf(':');
    const name = piece.slice(0, Math.max(colon, 0)).trim();
    if (!/^\w[\w \-/]+$/.test(name)) continue;
    const value = piece.slice(colon + 1).trim();
    if (!settings.has(name)) settings.set(name, value.startsWith('"') ? unquoted(value) : value);
  }
  return settings;
}

/** Cuts at commas outside quotes. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && inQuotes) at++;
    else if (line[at] === '"') inQuotes = !inQuotes;
    else if (line[at] === ',' && !inQuotes) {
      pieces.push(line.slice(start, at));
      start = at + 1;
    }
  }
  return [...pieces, line.slice(start)];
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

function numberIn(text: string | undefined, least: number, most: number, whole = false) {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= most)) return null;
  return whole && !Number.isInteger(value) ? null : value;
}
