import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { isByScore, isNarrowed, ORDERS, type Where } from './address.ts';
import { setSide, side, sides } from './density.ts';
import { ExportButton } from './export/button.tsx';
import { Filters } from './filters.tsx';
import { Purge } from './purge.tsx';
import { ScoreBar } from './score-bar.tsx';
import { Search } from './search.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { SimilarBar } from './similar-bar.tsx';
import { facets, selection } from './shelf.ts';

interface Props {
  readonly where: Where;
  /** What is searched for in the prompt history; null while pictures are shown. */
  readonly history: string | null;
  readonly onGo: (change: Partial<Where>) => void;
  readonly onSearch: (text: string) => void;
  readonly onCompare: () => void;
  readonly onBring: () => void;
}

/** The search field is the title; below it the shelves. A selection turns it into what can be done. */
export function TopBar(props: Props): JSX.Element {
  const { where, history, onGo, onSearch, onCompare, onBring } = props;
  const text = useText();
  const { chosen } = useStore(selection);
  const [filtering, setFiltering] = useState(false);
  const below = history === null && <Below where={where} filtering={filtering} onGo={onGo} />;
  if (chosen.size > 0 && history === null) {
    return (
      <>
        <SelectionBar where={where} onCompare={onCompare} />
        {below}
      </>
    );
  }
  return (
    <>
      <div className="flex flex-col gap-1 px-4 pt-4 pb-2">
        <div className="flex min-h-11 items-center gap-2">
          <Search
            key={history === null ? 'pictures' : 'history'}
            asked={history ?? where.text}
            placeholder={text(history === null ? 'gallery.title' : 'gallery.history')}
            onSearch={onSearch}
          />
          <Button look="plain" onClick={onBring}>
            <Icon name="bring" />
            {text('gallery.bring')}
          </Button>
          {history === null && <ExportButton />}
        </div>
        <div className="flex min-h-8 flex-wrap items-center gap-1">
          <Shelves where={where} history={history !== null} onGo={onGo} />
          <span className="flex-1" />
          {history === null && (
            <Ways
              where={where}
              filtering={filtering}
              onGo={onGo}
              onFilter={() => {
                setFiltering(!filtering);
              }}
            />
          )}
        </div>
      </div>
      {below}
    </>
  );
}

interface BelowProps extends Pick<Props, 'where' | 'onGo'> {
  readonly filtering: boolean;
}

/** What belongs to the question that is asked: what is compared, what is scored, the filters. */
function Below({ where, filtering, onGo }: BelowProps): JSX.Element {
  return (
    <>
      {where.similar !== null && (
        <SimilarBar
          id={where.similar}
          onRemove={() => {
            onGo({ similar: null });
          }}
        />
      )}
      {isByScore(where) && <ScoreBar inTrash={where.shelf === 'trash'} />}
      {filtering && (
        <div className="px-4 pb-2">
          <Filters where={where} onGo={onGo} />
        </div>
      )}
    </>
  );
}

function Shelves({
  where,
  history,
  onGo,
}: Pick<Props, 'where' | 'onGo'> & { history: boolean }): JSX.Element {
  const text = useText();
  const counts = useStore(facets)?.shelves;
  const { locale } = useStore(preferences);
  const look = (current: boolean): string =>
    `rounded-control px-3 py-1 text-13 transition-colors ${current ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`;
  return (
    <>
      {(['all', 'favourites', 'trash'] as const).map((shelf) => {
        const current = !history && where.shelf === shelf;
        return (
          <button
            key={shelf}
            type="button"
            aria-pressed={current}
            className={look(current)}
            onClick={() => {
              onGo({ shelf });
            }}
          >
            {text(`gallery.${shelf}`)}
            {counts && <span className="ml-2">{counts[shelf].toLocaleString(locale)}</span>}
          </button>
        );
      })}
      <a
        href="#gallery/history"
        aria-current={history ? 'page' : undefined}
        className={look(history)}
      >
        {text('gallery.history')}
      </a>
    </>
  );
}

interface WaysProps extends Pick<Props, 'where' | 'onGo'> {
  readonly filtering: boolean;
  readonly onFilter: () => void;
}

/** Ways to look at a shelf. */
function Ways({ where, filtering, onGo, onFilter }: WaysProps): JSX.Element {
  const text = useText();
  const wanted = useStore(side);
  const trashed = useStore(facets)?.shelves.trash ?? 0;
  const isFiltered = isNarrowed({ ...where, text: '', similar: null });
  return (
    <div className="flex items-center gap-4">
      {where.shelf === 'trash' && trashed > 0 && !isNarrowed(where) && (
        <Purge numbers="all" count={trashed} label={text('gallery.emptyTrash')} />
      )}
      <input
        type="range"
        aria-label={text('gallery.side')}
        title={text('gallery.side')}
        className="h-5 w-24"
        min={sides.min}
        max={sides.max}
        step={sides.step}
        value={wanted}
        onChange={(event) => {
          setSide(Number(event.currentTarget.value));
        }}
      />
      {where.similar === null ? (
        <select
          aria-label={text('gallery.order')}
          className="h-6 rounded-control bg-transparent text-14 text-soft hover:text-ink [&>option]:bg-raised [&>option]:text-ink"
          value={where.order}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onGo({ order: ORDERS.find((each) => each === value) ?? 'newest' });
          }}
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {text(`gallery.${order}`)}
            </option>
          ))}
        </select>
      ) : (
        <span className="px-1 text-14 text-soft">{text('similar.order')}</span>
      )}
      <Button look="quiet" aria-expanded={filtering} onClick={onFilter}>
        <Icon name="sliders" />
        {text('gallery.filter')}
        {isFiltered && (
          <span className="size-2 rounded-full bg-ink">
            <span className="sr-only">{text('gallery.isFiltered')}</span>
          </span>
        )}
      </Button>
    </div>
  );
}
