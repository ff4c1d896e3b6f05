import type { JSX } from 'react';
import { sayBytes } from '../../i18n/amounts.ts';
import { useText } from '../../state/language.ts';
import { preferences } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import {
  arrivalOpen,
  arriving,
  enterArchive,
  putArchiveAway,
  stopArchive,
  type Arriving,
} from './arriving.ts';
import { Contents } from './contents.tsx';
import { useImported } from './imported.ts';

/** What is in an archive, then how it comes in, then what came. */
export function ArchiveDialog(): JSX.Element | null {
  const text = useText();
  const now = useStore(arriving);
  const open = useStore(arrivalOpen);
  if (now === null || !open) return null;
  return (
    <Dialog
      title={text('archive.title')}
      closeLabel={text('gallery.close')}
      onClose={() => {
        // What is coming in goes on; only Stop stops it.
        if (now.stage === 'entering') arrivalOpen.set(false);
        else stopArchive();
      }}
    >
      <p className="flex items-baseline justify-between gap-4 text-14">
        <bdi className="font-bold [overflow-wrap:anywhere]">{now.name}</bdi>
        <span className="text-13 whitespace-nowrap text-soft">{sayBytes(now.bytes)}</span>
      </p>
      <Stage now={now} />
    </Dialog>
  );
}

function Stage({ now }: { now: Arriving }): JSX.Element {
  const text = useText();
  switch (now.stage) {
    case 'coming':
      return (
        <Going
          sentence={text('archive.coming')}
          share={now.bytes === 0 ? null : now.come / now.bytes}
        />
      );
    case 'ready':
      return <Ready now={now} />;
    case 'entering':
      return <Entering now={now} />;
    case 'done':
      return <Done now={now} />;
    case 'failed':
      return <Failed now={now} />;
  }
}

function Going({ sentence, share }: { sentence: string; share: number | null }): JSX.Element {
  const text = useText();
  return (
    <>
      <div className="flex flex-col gap-2 text-14">
        <Bar label={text('archive.title')} share={share} valueText={sentence} />
        <p>{sentence}</p>
      </div>
      <div className="flex justify-end">
        <Button look="plain" autoFocus onClick={stopArchive}>
          <Icon name="stop" />
          {text('export.stop')}
        </Button>
      </div>
    </>
  );
}

function Entering({ now }: { now: Extract<Arriving, { stage: 'entering' }> }): JSX.Element {
  const text = useText();
  const { locale } = useStore(preferences);
  const { phase, done, total } = now;
  const all = total.toLocaleString(locale);
  const values = { now: Math.floor(done).toLocaleString(locale), all };
  const sentence = total === 0 ? text('archive.begins') : text(`archive.${phase}`, values);
  return <Going sentence={sentence} share={total === 0 ? null : done / total} />;
}

function Ready({ now }: { now: Extract<Arriving, { stage: 'ready' }> }): JSX.Element {
  const text = useText();
  const { look } = now;
  const news = look.pictures - look.known;
  return (
    <>
      <Contents look={look} />
      <div className="flex justify-end gap-2">
        <Button look="plain" autoFocus={news === 0} onClick={stopArchive}>
          {text('export.cancel')}
        </Button>
        <Button
          look="main"
          autoFocus={news > 0}
          disabled={look.pictures + look.prompts === 0}
          onClick={() => void enterArchive(now)}
        >
          <Icon name="bring" />
          {text('archive.import')}
        </Button>
      </div>
    </>
  );
}

function Done({ now }: { now: Extract<Arriving, { stage: 'done' }> }): JSX.Element {
  const text = useText();
  const say = useImported();
  return (
    <>
      <p role="status" className="text-14">
        {say(now.imported)}
      </p>
      <div className="flex justify-end">
        <Button look="main" autoFocus onClick={putArchiveAway}>
          {text('archive.see')}
        </Button>
      </div>
    </>
  );
}

function Failed({ now }: { now: Extract<Arriving, { stage: 'failed' }> }): JSX.Element {
  const text = useText();
  const { code, message } = now.failure;
  return (
    <Trouble
      sentence={text(code === 'bad-request' ? 'archive.refused' : `failure.${code}`)}
      detailsLabel={text('gallery.details')}
      details={message}
    >
      <Button look="plain" autoFocus className="mt-2 self-end" onClick={putArchiveAway}>
        {text('gallery.close')}
      </Button>
    </Trouble>
  );
}
