import { useEffect, type JSX } from 'react';
import { useText } from './state/language.ts';
import { dismissNotice, followNotices, notices } from './state/notices.ts';
import { useStore } from './state/store.ts';
import { Toast, Toasts } from './ui/toast.tsx';

/** What the studio says unasked, over every room, until it is read. */
export function Notices(): JSX.Element {
  const text = useText();
  useEffect(() => followNotices(), []);
  return (
    <Toasts>
      {useStore(notices).map(({ id, kind, values }) => (
        <Toast
          key={id}
          closeLabel={text('notice.close')}
          onClose={() => {
            dismissNotice(id);
          }}
        >
          <p>{text(`notice.${kind}`, values)}</p>
          {values['reason'] !== undefined && (
            <details className="w-full">
              <summary className="w-fit rounded-control text-soft">
                {text('failed.details')}
              </summary>
              <p lang="en" className="mt-1 [overflow-wrap:anywhere]">
                {values['reason']}
              </p>
            </details>
          )}
        </Toast>
      ))}
    </Toasts>
  );
}
