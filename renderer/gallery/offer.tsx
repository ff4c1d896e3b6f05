import { useState, type JSX } from 'react';
import { toFailure } from '../state/failures.ts';
import { bytesOf } from '../state/image-file.ts';
import { useText } from '../state/language.ts';
import { recallSettings } from '../state/recall.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { everything, placeOf } from './address.ts';
import type { Brought } from './brought.ts';
import { trouble } from './known.ts';

interface Props {
  readonly brought: Brought;
  readonly onClose: () => void;
}

/** What a file from outside says, and what can be done with it. */
export function Offer({ brought, onClose }: Props): JSX.Element {
  const text = useText();
  const { says, files, address } = brought;
  const [kept, setKept] = useState<number | null>(null);
  const keep = async (): Promise<void> => {
    const last = await keepAll(files, setKept);
    onClose();
    if (last !== null)
      location.hash = placeOf({ ...everything, picture: files.length === 1 ? last : null });
  };
  return (
    <Dialog title={text('gallery.import')} closeLabel={text('gallery.close')} onClose={onClose}>
      <div className="flex gap-4">
        <img
          src={address}
          alt={files[0]?.name}
          className="size-40 shrink-0 self-start bg-stage object-contain"
        />
        <div className="flex min-w-0 flex-1 flex-col gap-2 text-14">
          <p className="truncate text-13 text-soft">
            {files[0]?.name}
            {files.length > 1 && ` ${text('gallery.andMore', { count: files.length - 1 })}`}
          </p>
          {says ? (
            <>
              <p dir="auto" className="max-h-28 overflow-y-auto break-words">
                {says.prompt}
              </p>
              <p className="text-13 text-soft">
                {[
                  says.model,
                  says.seed !== null && text('stage.seed', { seed: says.seed }),
                  says.guidance !== null && `${text('guidance.label')} ${says.guidance}`,
                  says.temperature !== null && `${text('temperature.label')} ${says.temperature}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </>
          ) : (
            <p className="text-soft">{text('gallery.saysNothing')}</p>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {kept !== null && (
          <span role="status" className="mr-2 text-13 text-soft">
            {text('gallery.kept', { count: kept, total: files.length })}
          </span>
        )}
        {says && (
          <Button
            look="plain"
            onClick={() => {
              recallSettings(says, 'all');
              onClose();
              location.hash = 'draw';
            }}
          >
            {text('gallery.useSettings')}
          </Button>
        )}
        <Button
          data-begin
          look="plain"
          disabled={kept !== null}
          className="font-bold"
          onClick={() => void keep()}
        >
          {text(files.length === 1 ? 'gallery.keepIt' : 'gallery.keepAll', { count: files.length })}
        </Button>
      </div>
    </Dialog>
  );
}

/**
 * Keeps files one by one; one that cannot be kept is said, and the others are kept all the same.
 * @returns The id of the last that was kept.
 */
async function keepAll(
  files: readonly File[],
  onKept: (count: number) => void,
): Promise<string | null> {
  let [count, last]: [number, string | null] = [0, null];
  onKept(0);
  for (const file of files) {
    try {
      const bytes = await bytesOf(file);
      last = (await studio.ask('gallery:import', { bytes })).id;
      count += 1;
      onKept(count);
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      trouble.set({ code, message: `${file.name}: ${message}` });
    }
  }
  return last;
}
