import { useEffect, type JSX } from 'react';
import { useText } from './state/language.ts';
import { dismissNotice, followNotices, notices } from './state/notices.ts';
import { useStore } from './state/store.ts';
import { Button } from './ui/button.tsx';
import { Icon } from './ui/icon.tsx';

/** What the studio says unasked, above every room, until it is read. It covers nothing. */
export function Notices(): JSX.Element {
  const text = useText();
  useEffect(() => followNotices(), []);
  return (
    <div role="status" className="max-h-1/3 shrink-0 overflow-y-auto">
      {useStore(notices).map(({ id, kind, values }) => (
        <div
          key={id}
          className="flex appear items-start gap-3 border-b border-line bg-raised py-2 pr-3 pl-4 text-13"
        >
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 py-1.5">
            <p>{text(`notice.${kind}`, values)}</p>
            {values['reason'] !== undefined && (
              <details className="text-soft open:w-full">
                <summary className="w-fit rounded-control">{text('failed.details')}</summary>
                <p lang="en" className="mt-1 [overflow-wrap:anywhere]">
                  {values['reason']}
                </p>
              </details>
            )}
          </div>
          <Button
            look="quiet"
            aria-label={text('notice.close')}
            title={text('notice.close')}
            onClick={() => {
              dismissNotice(id);
            }}
          >
            <Icon name="close" />
          </Button>
        </div>
      ))}
    </div>
  );
}
