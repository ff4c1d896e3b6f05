import type { Picture } from '../../preload/contract/picture.ts';
import { studio } from '../studio.ts';
import { remember } from './changes.ts';
import { attempt } from './rounds.ts';

/** Writes a caption by hand; null takes it away. */
export async function writeCaption(
  { number, caption: old }: Picture,
  caption: string | null,
): Promise<void> {
  if (caption === old) return;
  await attempt(async () => {
    const { before } = await studio.ask('captions:write', { number, caption });
    remember({
      kind: caption === null ? 'uncaptioned' : 'recaptioned',
      count: 1,
      back: () => attempt(() => studio.ask('captions:write', { number, caption: before })),
    });
  });
}
