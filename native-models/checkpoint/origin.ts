import { open, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { valueAt } from './config-field.ts';
import { readWithoutWaiting } from './file-bytes.ts';

/** Where a checkpoint comes from and what may be done with it, as far as its folder says. */
export interface Origin {
  readonly source: { readonly name: string; readonly revision: string | null };
  readonly licence: string;
  /** The licence itself, where the folder holds it. At most 64 KiB. */
  readonly licenceText: string | null;
  /** What its model card says it is for, in a sentence; none where it does not say. */
  readonly purpose: string | undefined;
  /** The guidance that its publisher draws with, 1 to 20; none where it does not say. */
  readonly guidance: number | undefined;
}

/**
 * Reads a checkpoint's origin out of what hub downloads leave behind. Nothing here is trusted
 * beyond being shown.
 *
 * @param json The parsed config.json.
 */
export async function readOrigin(folder: string, json: unknown): Promise<Origin> {
  const readme = await readTextIfThere(join(folder, 'README.md'));
  const licenceText = await readLicence(folder);
  return {
    source: hubCache(await realpath(folder)) ?? (await hubDownload(folder, json)),
    licence: frontMatterLicence(readme) ?? firstLine(licenceText) ?? 'unknown',
    licenceText,
    purpose: frontMatter(readme, 'purpose', 400),
    guidance: await readGuidance(folder),
  };
}

/** `…/models--deepseek-ai--Janus-Pro-1B/snapshots/<revision>`, the layout of huggingface_hub. */
function hubCache(path: string): Origin['source'] | undefined {
  const found = /models--([\w.-]+?)--([\w.-]+)[/\\]snapshots[/\\]([0-9a-f]{40})$/.exec(path);
  return found ? { name: `${found[1]!}/${found[2]!}`, revision: found[3]! } : undefined;
}

/** A folder of one's own: the name from config.json, the revision from the download's notes. */
async function hubDownload(folder: string, json: unknown): Promise<Origin['source']> {
  const said = valueAt(json, '_name_or_path');
  const named = typeof said === 'string' && /^[\w.-]{1,96}\/[\w.-]{1,96}$/.test(said);
  const notes = join(folder, '.cache', 'huggingface', 'download', 'config.json.metadata');
  const revision = /^[0-9a-f]{40}/.exec((await readTextIfThere(notes)) ?? '')?.[0] ?? null;
  return { name: named ? said : basename(folder), revision };
}

/** `guidance_scale` of generation_config.json, as transformers writes it. */
async function readGuidance(folder: string): Promise<number | undefined> {
  const text = await readTextIfThere(join(folder, 'generation_config.json'));
  const said = /"guidance_scale"\s*:\s*(\d+(?:\.\d+)?)/.exec(text ?? '')?.[1];
  const guidance = Number(said ?? NaN);
  return guidance >= 1 && guidance <= 20 ? guidance : undefined;
}

/** `license_name` where `license` is only a kind, as DeepSeek writes it. */
function frontMatterLicence(readme: string | undefined): string | undefined {
  return frontMatter(readme, 'license_name') ?? frontMatter(readme, 'license');
}

/** The value of a key at the head of a model card, `most` characters of it. */
function frontMatter(readme: string | undefined, key: string, most = 120): string | undefined {
  const matter = /^---\r?\n([^]*?)\r?\n---/.exec(readme ?? '')?.[1] ?? '';
  const line = matter.split('\n').find((line) => line.startsWith(`${key}:`));
  const value = line?.slice(key.length + 1).trim();
  return tidy(value?.replace(/^["']|["']$/g, ''), most);
}

async function readLicence(folder: string): Promise<string | null> {
  for (const name of ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'LICENSE-MODEL']) {
    const text = await readTextIfThere(join(folder, name));
    // Nothing but lines and what stands on them: it is shown, and may say anything.
    const clean = text?.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, ' ');
    if (clean?.trim()) return clean;
  }
  return null;
}

function firstLine(text: string | null): string | undefined {
  return tidy(text?.split('\n').find((line) => line.trim() !== ''));
}

/** One line, without control characters, short enough to show; what is cut off is marked. */
function tidy(text: string | undefined, most = 120): string | undefined {
  const clean = text?.replace(/\p{Cc}/gu, ' ').trim() ?? '';
  if (clean.length <= most) return clean === '' ? undefined : clean;
  return `${clean.slice(0, most - 1).trimEnd()}…`;
}

/** The beginning of a file, where there is one. Not to know an origin is no fault. */
async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, readWithoutWaiting);
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return undefined;
  }
}
