import { useEffect, useState, type JSX } from 'react';
import type { StorageUse } from '../../preload/contract/studio.ts';
import { sayBytes } from '../i18n/amounts.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import type { Outcome } from '../state/models.ts';
import { studio } from '../studio.ts';
import { Trouble } from '../ui/trouble.tsx';
import { CopyButton } from './copy-button.tsx';
import { Rescan } from './rescan.tsx';

/** Where everything lives, and what it takes. */
export function Storage(): JSX.Element {
  const text = useText();
  const [use, setUse] = useState<StorageUse | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  useEffect(() => {
    studio.ask('studio:storage', {}).then(setUse, (thrown: unknown) => {
      setOutcome(toFailure(thrown));
    });
  }, []);
  if (outcome) {
    return (
      <Trouble
        sentence={text(`failure.${outcome.code}`)}
        detailsLabel={text('failed.details')}
        details={outcome.message}
      />
    );
  }
  return (
    <>
      <div className="flex flex-col gap-1">
        <h3 className="text-13 font-bold">{text('prefs.folder')}</h3>
        <div className="flex min-h-9 items-stretch gap-2">
          <code className="flex min-w-0 flex-1 items-center rounded-control border border-line bg-raised px-3 py-1 font-mono text-13 [overflow-wrap:anywhere] select-all">
            {use?.dataFolder}
          </code>
          <CopyButton text={use?.dataFolder ?? ''} />
        </div>
        <p className="text-12 text-soft">{text('prefs.folder.hint')}</p>
      </div>
      <Rescan />
      <div className="flex flex-col gap-1">
        <h3 className="text-13 font-bold">{text('prefs.storage')}</h3>
        <dl className="flex flex-col text-14">
          {parts.map((what) => (
            <Row
              key={what}
              label={text(`prefs.storage.${what}`)}
              bytes={use?.parts.find((part) => part.what === what)?.bytes ?? (use ? 0 : null)}
            />
          ))}
          {use?.freeBytes !== null && (
            <Row
              label={text('prefs.storage.free')}
              bytes={use?.freeBytes ?? null}
              className="mt-1 border-t border-line"
            />
          )}
        </dl>
      </div>
    </>
  );
}

const parts = ['models', 'pictures', 'database', 'other'] as const;

interface RowProps {
  readonly label: string;
  /** null: not told yet; the row keeps its height. */
  readonly bytes: number | null;
  readonly className?: string;
}

function Row({ label, bytes, className = '' }: RowProps): JSX.Element {
  return (
    <div className={`flex justify-between gap-4 py-1 ${className}`}>
      <dt>{label}</dt>
      <dd className="text-soft">{bytes === null ? '…' : sayBytes(bytes)}</dd>
    </div>
  );
}
