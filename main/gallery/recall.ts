import type { Recalled } from '../../preload/contract/gallery.ts';
import type { Gallery } from './gallery.ts';
import type { ImageText } from './metadata/read.ts';
import { parseParameters } from './parameters.ts';
import { parseFacts } from './picture-file.ts';

const never = new AbortController().signal;

/** What an image file from outside says about how it was made; null when it says nothing. */
export async function recall(
  { workshop }: Pick<Gallery, 'workshop'>,
  bytes: Uint8Array,
): Promise<Recalled | null> {
  return recalledFrom(await workshop.result('readImageText', { bytes }, never));
}

/** Our own JSON where there is any, else what other tools wrote. */
export function recalledFrom({ facts: json, parameters }: ImageText): Recalled | null {
  const facts = parseFacts(json);
  if (facts === null) return parameters === null ? null : parseParameters(parameters);
  if (facts.origin === 'imported' && facts.prompt === '') return null;
  const { prompt, seed, guidance, temperature, model } = facts;
  return { from: 'janus-studio', prompt, seed, guidance, temperature, model };
}
