import type { JSX } from 'react';
import { forgetUnattended, unattended } from '../state/drawing.ts';
import type { JobFailure } from '../state/jobs.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export function NoModelNotice(): JSX.Element {
  const text = useText();
  return (
    <Notice title={text('none.title')}>
      <p className="text-14">{text('none.text')}</p>
      <code className="w-full overflow-x-auto rounded-control bg-stage px-3 py-2 font-mono text-13 select-all">
        npm run -s studio -- models build &lt;folder&gt;
      </code>
      <p className="text-13 text-soft">{text('none.after')}</p>
    </Notice>
  );
}

/** @param brief One line above a picture, instead of the stage's only content. */
export function LostNotice({ brief = false }: { brief?: boolean }): JSX.Element {
  const text = useText();
  if (!brief) {
    return (
      <Notice title={text('lost.title')} urgent>
        <p className="text-14">{text('lost.text')}</p>
      </Notice>
    );
  }
  return (
    <p
      role="alert"
      className="max-w-140 appear rounded-control border border-line bg-raised px-4 py-2 text-13"
    >
      <strong className="font-bold">{text('lost.title')}.</strong> {text('lost.text')}
    </p>
  );
}

/** Says that pictures are on their way which this page did not see begin. */
export function UnattendedLine(): JSX.Element | null {
  const text = useText();
  const waiting = useStore(unattended);
  if (waiting === null) return null;
  return (
    <p
      role="status"
      className="flex appear flex-wrap items-center gap-x-3 rounded-control border border-line bg-raised px-4 py-2 text-13"
    >
      {text('unattended.text')}
      <Button look="quiet" className="text-13 underline" onClick={forgetUnattended}>
        {text('unattended.forget')}
      </Button>
    </p>
  );
}

interface FailedProps {
  readonly failure: JobFailure;
  readonly onAgain: () => void;
  readonly onChange: () => void;
}

/** Codes that the same request would meet again: the way out leads back to the prompt. */
const lasting: readonly JobFailure['code'][] = ['bad-request', 'context-full', 'no-model'];

export function FailedNotice({ failure, onAgain, onChange }: FailedProps): JSX.Element {
  const text = useText();
  if (failure.code === 'no-model') return <NoModelNotice />;
  const [, title = '', rest = ''] = /^(.*?)[.。](.*)$/s.exec(text(`failure.${failure.code}`)) ?? [];
  return (
    <Notice title={title} urgent>
      {rest !== '' && <p className="text-14">{rest}</p>}
      <details className="w-full text-13">
        <summary className="w-fit rounded-control text-soft">{text('failed.details')}</summary>
        <p lang="en" className="mt-2 text-14 [overflow-wrap:anywhere]">
          {failure.message}
        </p>
      </details>
      {lasting.includes(failure.code) ? (
        <Button look="plain" onClick={onChange}>
          {text('failed.change')}
        </Button>
      ) : (
        <Button look="plain" onClick={onAgain}>
          {text('failed.again')}
        </Button>
      )}
    </Notice>
  );
}
