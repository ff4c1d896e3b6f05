import type { JSX, ReactNode } from 'react';
import type { PictureDetails } from '../../preload/contract/gallery.ts';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { preferences } from '../state/preferences.ts';
import { recallSettings, type RecallWhat } from '../state/recall.ts';
import { useStore } from '../state/store.ts';
import { toFailure } from '../state/failures.ts';
import { inDesktop, studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { everything, placeOf, type Where } from './address.ts';
import { Copy, copyImage } from './copy.tsx';
import { trouble } from './known.ts';
import { withRegion } from './region.ts';
import { Caption } from './caption.tsx';
import { FitPart } from './fit-part.tsx';
import { Part } from './part.tsx';
import { SaveAs } from './save-as.tsx';
import { change } from './changes.ts';
import { TagField } from './tag-field.tsx';

interface Props {
  readonly picture: Picture;
  /** null until they are told. */
  readonly details: PictureDetails | null;
  readonly where: Where;
}

/** Everything about a picture but its pixels, and what can be done with it. */
export function Details({ picture, details, where }: Props): JSX.Element {
  const text = useText();
  const numbers = [picture.number];
  const inTrash = picture.trashedAt !== null;
  return (
    <aside
      aria-label={text('gallery.details')}
      className="flex w-80 shrink-0 flex-col gap-5 overflow-y-auto border-l border-line p-4"
    >
      <section className="flex flex-col gap-2">
        <p dir="auto" className="max-h-48 overflow-y-auto text-16 break-words whitespace-pre-wrap">
          {picture.prompt || text('gallery.noPrompt')}
        </p>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          <Copy
            label={text('gallery.copyPrompt')}
            copy={() => navigator.clipboard.writeText(picture.prompt)}
          />
          <Copy label={text('gallery.copyImage')} copy={() => copyImage(picture.id)} />
          <ShowInFolder id={picture.id} />
        </div>
      </section>
      <div className="flex flex-wrap gap-2">
        {!inTrash && (
          <Button
            look="plain"
            aria-pressed={picture.favourite}
            onClick={() => void change({ numbers, favourite: !picture.favourite })}
          >
            <Icon name="heart" filled={picture.favourite} />
            {text(picture.favourite ? 'gallery.unlike' : 'gallery.like')}
          </Button>
        )}
        <Button look="plain" onClick={() => void change({ numbers, trashed: !inTrash })}>
          {!inTrash && <Icon name="trash" />}
          {text(inTrash ? 'gallery.restore' : 'gallery.toTrash')}
        </Button>
      </div>
      {!inTrash && <Tags picture={picture} />}
      <Caption picture={picture} />
      <Part title={text('gallery.drawAgain')}>
        <div className="grid grid-cols-2 gap-2">
          {(['all', 'prompt', 'seed', 'allButSeed'] as const).map((what) => (
            <Recall key={what} what={what} picture={picture} />
          ))}
        </div>
      </Part>
      <Ways picture={picture} where={where} details={details} />
      <FitPart picture={picture} />
      <Facts picture={picture} details={details} />
      <SaveAs picture={picture} />
    </aside>
  );
}

/** A browser has no folder to show. */
function ShowInFolder({ id }: { id: string }): JSX.Element | null {
  const text = useText();
  if (!inDesktop) return null;
  return (
    <Button look="quiet" className="text-13" onClick={() => void show(id)}>
      <Icon name="folder" />
      {text('gallery.showInFolder')}
    </Button>
  );
}

/** In the system's own file browser. */
async function show(id: string): Promise<void> {
  try {
    await studio.ask('picture:show', { id });
  } catch (thrown) {
    trouble.set(toFailure(thrown));
  }
}

interface WaysProps extends Props {
  readonly details: PictureDetails | null;
}

/** Where a picture leads. */
function Ways({ picture, where, details }: WaysProps): JSX.Element {
  const text = useText();
  const inTrash = picture.trashedAt !== null;
  return (
    <Part title={text('gallery.lookInto')}>
      <Way to={`making/${picture.id}`}>{text('making.title')}</Way>
      {!inTrash && <Way to={`draw/vary/${picture.id}`}>{text('vary.title')}</Way>}
      <Way to={`ask/picture/${picture.id}`}>{text('making.ask')}</Way>
      {!inTrash && (
        <Way to={placeOf({ ...everything, similar: picture.id })}>{text('similar.find')}</Way>
      )}
      {details && details.ofSamePrompt > 1 && (
        <Way to={placeOf({ ...everything, shelf: where.shelf, prompt: details.prompt })}>
          {text('gallery.samePrompt', { count: details.ofSamePrompt })}
        </Way>
      )}
    </Part>
  );
}

function Way({ to, children }: { to: string; children: ReactNode }): JSX.Element {
  return (
    <a
      href={`#${to}`}
      className="text-14 underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      {children}
    </a>
  );
}

function Tags({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  const numbers = [picture.number];
  return (
    <Part title={text('gallery.tags')}>
      {picture.tags.length > 0 && (
        <ul className="flex flex-wrap gap-1">
          {picture.tags.map((tag) => (
            <li
              key={tag}
              className="flex items-center gap-1 rounded-control border border-line py-[2px] pr-1 pl-2 text-13"
            >
              {tag}
              <button
                type="button"
                aria-label={text('gallery.removeTag', { tag })}
                className="rounded-[3px] text-soft hover:text-ink [&_svg]:size-4"
                onClick={() => void change({ numbers, removeTags: [tag] })}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TagField onAdd={(tag) => void change({ numbers, addTags: [tag] })} />
    </Part>
  );
}

function Recall({ what, picture }: { what: RecallWhat; picture: Picture }): JSX.Element {
  const text = useText();
  return (
    <Button
      look="plain"
      className="px-2 text-13"
      onClick={() => {
        recallSettings(picture, what);
        location.hash = 'draw';
      }}
    >
      {text(`gallery.recall.${what}`)}
    </Button>
  );
}

interface FactsProps {
  readonly picture: Picture;
  readonly details: PictureDetails | null;
}

function Facts({ picture, details }: FactsProps): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const moment = new Intl.DateTimeFormat(withRegion(locale), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const drawn = picture.tokensTotal > 0;
  const rows: readonly (readonly [string, string])[] = [
    [text('gallery.model'), picture.model],
    ...(drawn
      ? ([
          [text('seed.label'), String(picture.seed)],
          [text('guidance.label'), String(picture.guidance)],
          [text('temperature.label'), String(picture.temperature)],
          [text('gallery.tokens'), `${picture.tokensDone} / ${picture.tokensTotal}`],
          [text('gallery.pace'), text('gallery.msPerToken', { ms: picture.msPerToken.toFixed(1) })],
        ] as const)
      : []),
    [text('gallery.size'), text('stage.size', { width: picture.width, height: picture.height })],
    ...(details ? ([[text('gallery.file'), sayBytes(details.fileBytes)]] as const) : []),
    [text('gallery.made'), moment.format(new Date(picture.createdAt))],
    [text('gallery.origin'), text(`gallery.origin.${picture.origin}`)],
  ];
  return (
    <Part title={text('gallery.facts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-13">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="text-right break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function sayBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
