import { useState, type JSX } from 'react';
import type { Diagnostics } from '../../preload/contract/studio.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import type { Outcome } from '../state/models.ts';
import { preferences } from '../state/preferences.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { downloadBlob } from '../ui/download.ts';
import { Trouble } from '../ui/trouble.tsx';
import { CopyButton } from './copy-button.tsx';

/** A report to hand on: shown whole before it can be saved. */
export function Report(): JSX.Element {
  const text = useText();
  const [report, setReport] = useState<Diagnostics | null>(null);
  const [making, setMaking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);

  const make = async (): Promise<void> => {
    setMaking(true);
    setOutcome(null);
    try {
      const { name, text } = await studio.ask('studio:diagnostics', {});
      setReport({ name, text: `${text}\n${aboutThisPage()}` });
    } catch (thrown) {
      setOutcome(toFailure(thrown));
    } finally {
      setMaking(false);
    }
  };

  return (
    <>
      <p className="text-14">{text('prefs.report.text')}</p>
      {report && (
        <pre
          tabIndex={0}
          role="region"
          lang="en"
          aria-label={text('prefs.report.label')}
          className="max-h-80 appear overflow-auto rounded-control border border-line bg-raised p-3 font-mono text-12 [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          {report.text}
        </pre>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {report && (
          <Button
            look="main"
            onClick={() => {
              save(report);
            }}
          >
            {text('prefs.report.save')}
          </Button>
        )}
        {report && <CopyButton text={report.text} />}
        <Button look={report ? 'quiet' : 'plain'} disabled={making} onClick={() => void make()}>
          {text(report ? 'prefs.report.again' : 'prefs.report.make')}
        </Button>
        <p role="status" className="text-13 text-soft">
          {making && text('prefs.report.making')}
        </p>
      </div>
      {outcome && (
        <Trouble
          sentence={text(`failure.${outcome.code}`)}
          detailsLabel={text('failed.details')}
          details={outcome.message}
        />
      )}
    </>
  );
}

/** What only the page knows, in the language of the rest of the report. */
function aboutThisPage(): string {
  const { locale, theme, motion, preview } = preferences.get();
  const { innerWidth, innerHeight, devicePixelRatio } = window;
  return [
    'Page:',
    `  Language ${locale}, theme ${theme}, motion ${motion}, previews ${preview}`,
    `  ${innerWidth} × ${innerHeight} px at ${devicePixelRatio}×`,
    `  ${navigator.userAgent}`,
    '',
  ].join('\n');
}

function save({ name, text }: Diagnostics): void {
  downloadBlob(new Blob([text], { type: 'text/plain' }), name);
}
