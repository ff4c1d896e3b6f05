import type { JSX } from 'react';
import type { Look } from '../../../preload/contract/export.ts';
import { useText } from '../../state/language.ts';
import { preferences } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { withRegion } from '../region.ts';

/** What is in an archive, before anything of it is taken in. */
export function Contents({ look }: { look: Look }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { pictures, known, trashed, prompts, from, to } = look;
  const day = new Intl.DateTimeFormat(withRegion(locale), { dateStyle: 'medium' });
  const made = from === null || to === null ? null : day.formatRange(new Date(from), new Date(to));
  const say = (count: number): string => count.toLocaleString(locale);
  const rows: readonly (readonly [string, string] | false)[] = [
    [text('archive.has'), say(pictures)],
    made !== null && [text('archive.made'), made],
    known > 0 && [text('archive.hereAlready'), say(known)],
    trashed > 0 && [text('archive.inTrash'), say(trashed)],
    prompts > 0 && [text('archive.history'), say(prompts)],
  ];
  const news = pictures - known - trashed;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-13">
        {rows.map(
          (row) =>
            row && (
              <div key={row[0]} className="contents">
                <dt className="text-soft">{row[0]}</dt>
                <dd>{row[1]}</dd>
              </div>
            ),
        )}
      </dl>
      <p role="status" className="text-14">
        {text(news === 0 ? 'archive.nothingNew' : 'archive.willAdd', { count: news })}
      </p>
    </>
  );
}
