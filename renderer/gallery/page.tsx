import { useEffect, useState, type JSX } from 'react';
import { usePlace } from '../state/place.ts';
import { useStore } from '../state/store.ts';
import { parsePlace, placeOf, type Where } from './address.ts';
import { arrivalOpen } from './archive/arriving.ts';
import { ArchiveDialog } from './archive/dialog.tsx';
import { pick } from './brought.ts';
import { Compare } from './compare.tsx';
import { ExportDialog } from './export/dialog.tsx';
import { exportOpen } from './export/exporting.ts';
import { Grid } from './grid.tsx';
import { History } from './history.tsx';
import { Importer } from './importer.tsx';
import { followRounds } from './rounds.ts';
import { find, followGallery, selection } from './shelf.ts';
import { TopBar } from './top-bar.tsx';
import { useUndoKey } from './undo-key.ts';
import { Viewer } from './viewer.tsx';
import { Words } from './words.tsx';

/** Every picture that was kept: found, looked at, sorted and brought back. */
export function GalleryPage(): JSX.Element {
  const place = usePlace();
  const where = parsePlace(place);
  const history = historyOf(place);
  const question = placeOf({ ...where, picture: null });
  const [comparing, setComparing] = useState<readonly number[] | null>(null);
  const { chosen } = useStore(selection);
  const exportOpened = useStore(exportOpen);
  /** The picture that lies over the grid. */
  const viewed = history === null ? where.picture : null;
  const covered = comparing !== null || viewed !== null;

  useUndoKey();
  useEffect(() => followGallery(), []);
  useEffect(followRounds, []);
  useEffect(
    () => () => {
      // What goes on is told by a word when one comes back.
      exportOpen.set(false);
      arrivalOpen.set(false);
    },
    [],
  );
  useEffect(() => {
    if (history === null) void find(parsePlace(question));
  }, [question, history]);

  const go = (change: Partial<Where>): void => {
    location.hash = placeOf({ ...where, picture: null, ...change });
  };
  // Each letter is no step to walk back.
  const search = (text: string): void => {
    const words = new URLSearchParams({ text }).toString();
    const next = history === null ? placeOf({ ...where, text }) : `gallery/history?${words}`;
    location.replace(`#${next}`);
  };

  return (
    <main className="relative flex min-w-0 flex-1 flex-col">
      <Importer>
        <div inert={covered} className="flex min-h-0 flex-1 flex-col">
          <TopBar
            where={where}
            history={history}
            onGo={go}
            onSearch={search}
            onBring={pick}
            onCompare={() => {
              setComparing([...chosen]);
            }}
          />
          {history === null ? (
            <Grid where={where} covered={covered} onGo={go} onBring={pick} />
          ) : (
            <History text={history} />
          )}
        </div>
        {viewed !== null && <Viewer where={where} id={viewed} />}
        {comparing && (
          <Compare
            numbers={comparing}
            onClose={() => {
              setComparing(null);
            }}
          />
        )}
      </Importer>
      <ArchiveDialog />
      {exportOpened && <ExportDialog where={where} />}
      {viewed === null && <Words />}
    </main>
  );
}

/** `gallery/history?text=…` → what is searched for there; null for any other place. */
function historyOf(place: string): string | null {
  const [path, words] = place.split('?', 2);
  return path === 'gallery/history' ? (new URLSearchParams(words).get('text') ?? '') : null;
}
