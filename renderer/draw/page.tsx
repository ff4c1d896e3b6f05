import { useState, type JSX } from 'react';
import type { DrawRequest } from '../../preload/contract/picture.ts';
import { draw, job as jobStore, stop } from '../state/drawing.ts';
import { isOver } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studioState } from '../state/studio-state.ts';
import { connection } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { Inspector } from './inspector.tsx';
import { ProgressLine } from './progress-line.tsx';
import { PROMPT_ID, PromptBox } from './prompt-box.tsx';
import { nextRequest } from './settings.ts';
import { Stage, type View } from './stage.tsx';

const followJob: View = { kind: 'job', index: null };

/** The prompt where the hands are, the picture above it, the settings at its side. */
export function DrawPage(): JSX.Element {
  const text = useText();
  const job = useStore(jobStore);
  const { model } = useStore(studioState);
  const reached = useStore(connection);
  const [view, setView] = useState<View>(followJob);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const drawing = job !== null && !isOver(job);

  const begin = (request: DrawRequest): void => {
    setView(followJob);
    void draw(request);
  };

  return (
    <>
      <main className="flex min-w-0 flex-1 flex-col gap-3 p-4">
        <div className="flex min-h-0 flex-1 flex-col rounded-card bg-stage">
          <Stage
            view={view}
            onAgain={() => {
              if (job) begin(job.request);
            }}
            onChange={() => {
              document.getElementById(PROMPT_ID)?.focus();
            }}
          />
          <ProgressLine
            job={job}
            other={view.kind === 'picture' ? view.picture : null}
            onBack={() => {
              setView(followJob);
            }}
          />
          <Filmstrip view={view} onView={setView} />
        </div>
        <PromptBox
          ready={reached === 'open' && model !== undefined && model !== null}
          drawing={drawing}
          onDraw={() => {
            begin(nextRequest());
          }}
          onStop={stop}
        >
          <Button
            look="plain"
            className="wide:hidden"
            aria-haspopup="dialog"
            onClick={() => {
              setSettingsOpen(true);
            }}
          >
            <Icon name="sliders" />
            {text('prompt.settings')}
          </Button>
        </PromptBox>
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
