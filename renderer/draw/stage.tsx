import { useEffect, useRef, useState, type JSX, type ReactNode, type RefObject } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import type { PictureScore } from '../../preload/contract/score.ts';
import type { Odds } from '../odds/odds.ts';
import { OddsOverlay } from '../odds/overlay.tsx';
import { ScoreFacts } from '../score/score-facts.tsx';
import { sumUp } from '../score/words.ts';
import { job as jobStore } from '../state/drawing.ts';
import { inHand, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { connection, pictureAddress } from '../studio.ts';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { ConfidenceSwitch, useSure } from './confidence.tsx';
import { Example, exampleSide } from './example.tsx';
import { ElsewhereLine, FailedNotice, LostNotice, NoModelNotice, PausedLine } from './notices.tsx';
import { JobImage } from './job-image.tsx';
import { SavedImage } from './saved-image.tsx';
import { Sheet } from './sheet.tsx';
import { Tiles } from './tiles.tsx';

/** What the stage shows: a picture of the job (null = the one in hand), or a saved one. */
export type View =
  | { readonly kind: 'job'; readonly index: number | null }
  | { readonly kind: 'picture'; readonly picture: Picture };

interface Props {
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onAgain: () => void;
  readonly onLoadAnyway: () => void;
  readonly onChange: () => void;
}

/** The middle of the room: one picture, or the one thing to know when there is none. */
export function Stage({ view, onView, ...ways }: Props): JSX.Element {
  const text = useText();
  const job = useStore(jobStore);
  const { model, pictures } = useStore(studioState);
  const reached = useStore(connection);

  const content = (): ReactNode => {
    if (view.kind === 'picture') return <SavedPicture chosen={view.picture} />;
    if (job?.state.kind === 'failed' && job.state.failure.code !== 'disconnected') {
      const overruled = job.request.loadAnyway === true;
      return <FailedNotice failure={job.state.failure} overruled={overruled} {...ways} />;
    }
    if (job) {
      const side = sideOf(job, model?.pictureSide);
      if (view.index !== null || job.pictures.length === 1) {
        return <JobPicture job={job} index={view.index} side={side} />;
      }
      const choose = (index: number): void => {
        onView(viewOf(job, index));
      };
      return <Several key={job.id} job={job} side={side} onChoose={choose} />;
    }
    if (reached === 'lost') return <LostNotice />;
    if (model === undefined) return <NoModelNotice />;
    return model && <Empty side={model.pictureSide} isNew={pictures.length === 0} />;
  };

  return (
    <section
      aria-label={text('stage.label')}
      className="relative flex min-h-0 flex-1 flex-col items-center justify-center-safe overflow-x-hidden overflow-y-auto"
    >
      {content()}
      <div className="absolute inset-x-0 top-0 flex flex-col items-center gap-2 p-3">
        <PausedLine />
        <ElsewhereLine />
        {reached === 'lost' && (job !== null || view.kind === 'picture') && <LostNotice brief />}
      </div>
    </section>
  );
}

/** All pictures of a job: side by side, or as the grid that was asked for. */
function Several(props: Parameters<typeof Tiles>[0]): JSX.Element {
  const { grid } = props.job.request;
  return grid ? <Sheet {...props} grid={grid} /> : <Tiles {...props} />;
}

/** One picture of a job; once it is saved it is a picture like any other, whatever comes next. */
export function viewOf(job: Job, index: number): View {
  const saved = job.pictures[index]?.saved;
  return saved ? { kind: 'picture', picture: saved } : { kind: 'job', index };
}

function sideOf(job: Job, expected = 384): number {
  const known = job.pictures.flatMap(({ preview, saved }) => preview?.side ?? saved?.width ?? []);
  return known[0] ?? expected;
}

function JobPicture({
  job,
  index,
  side,
}: {
  job: Job;
  index: number | null;
  side: number;
}): JSX.Element {
  const text = useText();
  const place = index ?? inHand(job);
  const picture = job.pictures[place];
  const saved = picture?.saved ?? null;
  const sure = useSure(picture?.odds ?? null, job.tokensTotal, saved);
  if (picture === undefined) return <Mount side={side} />;
  const label = text('stage.picture', { prompt: job.request.prompt });
  return (
    <Mount side={side} seed={picture.seed} saved={saved} odds={picture.odds ?? sure?.odds ?? null}>
      <JobImage
        key={`${job.id ?? ''} ${place}`}
        picture={picture}
        side={side}
        label={label}
        sure={sure}
      />
    </Mount>
  );
}

function SavedPicture({ chosen }: { chosen: Picture }): JSX.Element {
  const text = useText();
  // It may have been judged since it was chosen.
  const { pictures } = useStore(studioState);
  const picture = pictures.find(({ id }) => id === chosen.id) ?? chosen;
  const sure = useSure(null, picture.tokensTotal, picture);
  return (
    <Mount
      side={picture.width}
      seed={picture.seed}
      saved={picture}
      {...(picture.tokensDone > 0 && { odds: sure?.odds ?? null })}
    >
      <SavedImage picture={picture} label={text('stage.picture', { prompt: picture.prompt })} />
      {sure && <OddsOverlay {...sure} end={picture.tokensDone} />}
    </Mount>
  );
}

/** No picture on the stage; before the first one of all, what can be made here. */
function Empty({ side, isNew }: { side: number; isNew: boolean }): JSX.Element {
  const text = useText();
  if (!isNew) return <EmptyFrame side={side} />;
  return (
    <Mount side={exampleSide} words={text('example.by')}>
      <Example />
    </Mount>
  );
}

function EmptyFrame({ side }: { side: number }): JSX.Element {
  const text = useText();
  return (
    <Mount side={side}>
      <p className="flex size-full items-center justify-center p-6 text-center text-14 text-soft">
        {text('stage.empty')}
      </p>
    </Mount>
  );
}

interface MountProps {
  /** In pixels of the picture. */
  readonly side: number;
  readonly seed?: number | undefined;
  readonly saved?: Picture | null;
  /** How sure the model was; null = not known, undefined = nobody asks of this one. */
  readonly odds?: Odds | null;
  /** Said below instead of the size. */
  readonly words?: string;
  readonly children?: ReactNode;
}

/** Holds a picture at a whole multiple of its size where there is room, with its facts below. */
function Mount({ side, seed, saved, odds, words, children }: MountProps): JSX.Element {
  const text = useText();
  const room = useRef<HTMLDivElement>(null);
  const scale = useScale(room, side);
  const shown = Math.round(side * scale);
  return (
    <figure className="flex size-full flex-col items-center px-4 pt-3">
      <div ref={room} className="flex min-h-0 w-full flex-1 items-center justify-center">
        <div
          className="relative shrink-0 bg-surface outline outline-line"
          style={{ width: shown, height: shown, imageRendering: scale > 1 ? 'pixelated' : 'auto' }}
        >
          {children}
        </div>
      </div>
      <figcaption className="flex min-h-8 shrink-0 flex-wrap items-center justify-center gap-x-4 text-12 whitespace-nowrap text-soft">
        <span>{words ?? sayScale(text, side, scale)}</span>
        {seed !== undefined && <span>{text('stage.seed', { seed })}</span>}
        {saved && (
          <a
            className="inline-flex appear items-center gap-1 rounded-control text-13 text-ink underline decoration-line underline-offset-4 hover:decoration-ink"
            href={pictureAddress(saved.id)}
            download={`janus-${saved.seed}-${saved.id.slice(0, 8)}.png`}
          >
            <Icon name="save" />
            {text('stage.save')}
          </a>
        )}
        {saved && (
          <>
            <Way to={`draw/vary/${saved.id}`}>{text('vary.link')}</Way>
            <Way to={`making/${saved.id}`}>{text('making.title')}</Way>
          </>
        )}
        {saved?.score && <Score score={saved.score} />}
        {odds !== undefined && <ConfidenceSwitch odds={odds} />}
      </figcaption>
    </figure>
  );
}

/** What the model says of the picture; pressed, why. */
function Score({ score }: { score: PictureScore }): JSX.Element {
  const text = useText();
  return (
    <Popover
      label={text('score.fits', sumUp(score))}
      look="quiet"
      className="text-13! text-soft underline decoration-line underline-offset-4"
      panelClassName="w-88 max-w-full p-4 whitespace-normal"
      face={text('score.fits', sumUp(score))}
    >
      {() => <ScoreFacts score={score} />}
    </Popover>
  );
}

/** What else can be done with a picture. */
function Way({ to, children }: { to: string; children: ReactNode }): JSX.Element {
  return (
    <a
      href={`#${to}`}
      className="appear rounded-control text-13 text-ink underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      {children}
    </a>
  );
}

function sayScale(text: ReturnType<typeof useText>, side: number, scale: number): string {
  const size = { width: side, height: side };
  if (scale === 1) return text('stage.size', size);
  if (scale < 1) return text('stage.reduced', { ...size, percent: Math.round(100 * scale) });
  return text('stage.enlarged', { ...size, scale: Number(scale.toFixed(2)) });
}

/** The largest scale at which every pixel of the picture covers whole pixels of the screen. */
function useScale(room: RefObject<HTMLElement | null>, side: number): number {
  const [space, setSpace] = useState(0);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setSpace(Math.min(element.clientWidth, element.clientHeight));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [room]);
  const whole = Math.floor((space * devicePixelRatio) / side) / devicePixelRatio;
  return whole >= 1 ? whole : space / side;
}
