import { useEffect, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { randomSeed, set, settings } from '../state/draw-settings.ts';

const SAID_MS = 2_000;

/** The seed of the next picture: typed, thrown, copied, kept. */
export function SeedField(): JSX.Element {
  const text = useText();
  const { seed, keepSeed } = useStore(settings);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const square = 'size-9 shrink-0 px-0 text-ink';

  return (
    <Field label={text('seed.label')} hint={text(copied ? 'seed.copied' : 'seed.hint')}>
      {({ id, hintId }) => (
        <div className="flex flex-col gap-2">
          <div className="flex gap-1">
            <input
              id={id}
              aria-describedby={hintId}
              inputMode="numeric"
              className="h-9 w-full min-w-0 rounded-control border border-edge bg-raised px-3 text-14"
              value={seed}
              onChange={(event) => {
                const typed = event.currentTarget.value.replace(/\D/g, '');
                set({ seed: Math.min(Number(typed), 0xffff_ffff), keepSeed: true });
              }}
            />
            <Button
              look="quiet"
              className={square}
              aria-label={text('seed.throw')}
              title={text('seed.throw')}
              onClick={() => {
                set({ seed: randomSeed(), keepSeed: true });
              }}
            >
              <Icon name="dice" />
            </Button>
            <Button
              look="quiet"
              className={square}
              aria-label={text('seed.copy')}
              title={text('seed.copy')}
              onClick={() => {
                void copy(String(seed)).then(setCopied);
              }}
            >
              <Icon name="copy" />
            </Button>
          </div>
          <label className="flex items-center gap-2 text-13">
            <input
              type="checkbox"
              className="size-4"
              checked={keepSeed}
              onChange={(event) => {
                set({ keepSeed: event.currentTarget.checked });
              }}
            />
            {text('seed.keep')}
          </label>
        </div>
      )}
    </Field>
  );
}

/** @returns Whether it is in the clipboard: a page that is no secure context has none. */
async function copy(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}
