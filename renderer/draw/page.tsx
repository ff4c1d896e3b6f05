import { useState, type JSX } from 'react';
import type { DrawRequest, Picture } from '../../preload/contract/picture.ts';
import { draw, job as jobStore, retry } from '../state/drawing.ts';
import { isOver, type Job } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { DropSign, ImageChooser, imagesAmong, useIntake } from '../ui/intake.tsx';
import { BroughtImage } from './bring.tsx';
import { Tries } from './example.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { Inspector } from './inspector.tsx';
import { ProgressLine } from './progress-line.tsx';
import { PromptBox } from './prompt-box.tsx';
import { promptField } from './prompt-field.tsx';
import { nextRequest } from '../state/draw-settings.ts';
import { Stage, type View } from './stage.tsx';
import { Vary } from './vary.tsx';
import { useVarying, type Varying } from './varying.ts';

const followJob: View = { kind: 'job', index: null };

/** The prompt where the hands are, the picture above it, the settings at its side. */
export function DrawPage(): JSX.Element {
  const text = useText();
  const job = useStore(jobStore);
  const [view, setView] = useView(job);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const varying = useVarying();
  const [brought, setBrought] = useState<File | null>(null);
  const bring = (files: readonly File[]): void => {
    setBrought(imagesAmong(files)[0] ?? null);
  };
  const { dropping, target } = useIntake(bring);

  return (
    <>
      <main className="group relative flex min-w-0 flex-1 flex-col gap-3 p-4" {...target}>
        <div className="flex min-h-0 flex-1 flex-col rounded-card bg-stage">
          {varying === null ? (
            <Easel view={view} onView={setView} />
          ) : (
            <Vary key={varying.picture} varying={varying} />
          )}
        </div>
        <PromptBox
          onDraw={() => {
            setView(followJob);
            void draw(requestFor(varying));
            if (varying !== null) location.hash = 'draw';
          }}
        >
          <ImageChooser look="quiet" className="size-9" label={text('vary.bring')} onTake={bring}>
            <Icon name="image" />
          </ImageChooser>
          <Button
            look="plain"
            className="wide:hidden"
            aria-haspopup="dialog"
            aria-label={text('prompt.settings')}
            title={text('prompt.settings')}
            onClick={() => {
              setSettingsOpen(true);
            }}
          >
            <Icon name="sliders" />
            <span className="max-sm:sr-only">{text('prompt.settings')}</span>
          </Button>
        </PromptBox>
        {dropping && <DropSign look="neutral">{text('vary.drop')}</DropSign>}
        {brought && (
          <BroughtImage
            key={`${brought.name} ${brought.lastModified}`}
            file={brought}
            onClose={() => {
              setBrought(null);
            }}
          />
        )}
      </main>
      <Inspector
        open={settingsOpen}
        onClose={() => {
          setSettingsOpen(false);
        }}
      />
    </>
  );
}

/** The picture that develops, or one that is looked at, and the others below it. */
function Easel({ view, onView }: { view: View; onView: (view: View) => void }): JSX.Element {
  const job = useStore(jobStore);
  const { model, pictures } = useStore(studioState);
  const isNew = model && job === null && pictures.length === 0;
  return (
    <>
      <Stage
        view={view}
        onView={onView}
        onAgain={() => {
          retry();
        }}
        onLoadAnyway={() => {
          retry('load-anyway');
        }}
        onChange={() => {
          promptField()?.focus();
        }}
      />
      <ProgressLine
        job={job}
        other={view.kind === 'picture' ? view.picture : null}
        more={view.kind === 'picture' && job !== null ? moreOf(job, view.picture) : null}
        onBack={() => {
          onView(followJob);
        }}
      />
      {isNew ? <Tries /> : <Filmstrip view={view} onView={onView} />}
    </>
  );
}

/** The next request; of a picture that begins with another one's first rows while that is shown. */
function requestFor(varying: Varying | null): DrawRequest {
  if (varying === null) return nextRequest();
  const { picture, rows } = varying;
  return { ...nextRequest(), begin: { picture, rows } };
}

/** What the person looks at. A picture of one job is no place in the next one. */
function useView(job: Job | null): [View, (view: View) => void] {
  const [view, setView] = useState<View>(followJob);
  const id = job?.id ?? null;
  const [viewedId, setViewedId] = useState(id);
  if (id !== viewedId) {
    setViewedId(id);
    if (view.kind === 'job') setView(followJob);
  }
  return [view, setView];
}

/** What a job that has ended has to show to who looks at this picture. */
function moreOf(job: Job, shown: Picture): 'stage.unseen' | 'stage.all' | null {
  const saved = job.pictures.flatMap((picture) => picture.saved ?? []);
  if (!isOver(job) || saved.length === 0) return null;
  if (saved.every(({ id }) => id !== shown.id)) return 'stage.unseen';
  return job.pictures.length > 1 ? 'stage.all' : null;
}
