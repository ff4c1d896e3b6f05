import type { JSX } from 'react';
import { shortcuts } from './shortcuts.ts';
import { useText } from './state/language.ts';
import { shortcutSheet } from './state/shortcut-sheet.ts';
import { useStore } from './state/store.ts';
import { Dialog } from './ui/dialog.tsx';
import { Keys } from './ui/keys.tsx';

/** Every shortcut, over whatever room one is in. */
export function ShortcutSheet(): JSX.Element | null {
  const text = useText();
  if (!useStore(shortcutSheet)) return null;
  return (
    <Dialog
      title={text('keys.title')}
      closeLabel={text('keys.close')}
      onClose={() => {
        shortcutSheet.set(false);
      }}
    >
      {shortcuts.map(({ title, rows }) => (
        <section key={title} className="flex flex-col gap-2">
          <h3 className="text-13 font-bold text-soft">{text(title)}</h3>
          <dl className="flex flex-col">
            {rows.map(({ keys, what }) => (
              <div key={what} className="flex items-center justify-between gap-4 py-1 text-14">
                <dt>{text(what)}</dt>
                <dd>
                  <Keys keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
