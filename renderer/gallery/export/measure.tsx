import { useEffect, useState, type JSX } from 'react';
import type { Measured } from '../../../preload/contract/export.ts';
import { sayBytes } from '../../i18n/amounts.ts';
import { toFailure } from '../../state/failures.ts';
import { useText } from '../../state/language.ts';
import { preferences } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { studio } from '../../studio.ts';
import type { Where } from '../address.ts';
import { trouble } from '../known.ts';
import { found, selection } from '../shelf.ts';
import { choiceOf, type Which } from './form.ts';

/** What a choice amounts to; null until the studio has counted. */
export function useMeasure(which: Which, where: Where): Measured | null {
  const [measured, setMeasured] = useState<Measured | null>(null);
  const { chosen } = useStore(selection);
  const shown = useStore(found);
  useEffect(() => {
    let here = true;
    const numbers = shown?.numbers ?? new Uint32Array();
    studio
      .ask('export:measure', { which: choiceOf(which, where, { chosen, numbers }) })
      .then((next) => {
        if (here) setMeasured(next);
      })
      .catch((thrown: unknown) => {
        if (here) trouble.set(toFailure(thrown));
      });
    return () => {
      here = false;
    };
  }, [which, where, chosen, shown]);
  return measured;
}

/** Of what is exported, about; of the originals, where the files become others; or of nothing. */
export type Size = 'size' | 'originals' | 'nothing';

interface Props {
  readonly measured: Measured | null;
  readonly says: Size;
}

/** How many pictures, about how large, and whether some stay behind. */
export function Amount({ measured, says }: Props): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  if (measured === null) return <p aria-busy="true" className="min-h-10" />;
  const { pictures, bytes, leftOut } = measured;
  const values = { count: pictures, shown: pictures.toLocaleString(locale), size: sayBytes(bytes) };
  return (
    <p role="status" className="flex min-h-10 flex-col justify-center text-13">
      <span className="font-bold">
        {pictures === 0 ? text('export.nothing') : text('export.count', values)}
      </span>
      {pictures > 0 && (
        <span className="text-12 text-soft">
          {[
            says !== 'nothing' &&
              text(says === 'size' ? 'export.size' : 'export.size.originals', values),
            leftOut > 0 && text('export.leftOut', { count: leftOut }),
          ]
            .filter(Boolean)
            .join(' ')}
        </span>
      )}
    </p>
  );
}
