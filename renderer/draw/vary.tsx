import { useEffect, useState, type JSX, type ReactNode } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import type { Key } from '../i18n/text.ts';
import { settings } from '../state/draw-settings.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { KeepHandle } from './keep-handle.tsx';
import { promptField } from './prompt-field.tsx';
import type { Reconstruction } from './reconstruction.ts';
import { replaceText } from './replace-text.ts';
import type { Varying } from './varying.ts';

/**
 * An image beside what the model's codes keep of it, with a line that says how much of it stays.
 * What is seen here is what the drawing begins with.
 */
export function Vary({ varying }: { varying: Varying }): JSX.Element {
  const text = useText();
  const { picture: id, seen, rows, side, choose } = varying;
  const picture = usePicture(id);
  const { original, grid } = seen;
  return (
    <section
      aria-label={text('vary.title')}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-hidden p-3"
    >
      <Top picture={picture} />
      {seen.failure && original === null ? (
        <div className="m-auto">
          <Failed seen={seen} />
        </div>
      ) : (
        <>
          <div className="[container-type:size] flex min-h-0 flex-1 items-center justify-center gap-4">
            <Side label={captionOf(picture)} address={original}>
              <span
                aria-hidden="true"
                className="absolute inset-x-0 h-px bg-amber-strong"
                style={{ top: `${(100 * rows) / Math.max(1, grid)}%` }}
              />
            </Side>
            <Side label="vary.kept" address={seen.kept} waiting={<Waiting seen={seen} />}>
              <KeepHandle grid={grid} rows={rows} most={seen.rows} onChange={choose} />
            </Side>
          </div>
          <Words seen={seen} rows={rows} side={side} />
        </>
      )}
    </section>
  );
}

function Top({ picture }: { picture: Picture | null }): JSX.Element {
  const text = useText();
  const { prompt } = useStore(settings);
  const own = picture?.prompt ?? '';
  return (
    <div className="flex h-9 shrink-0 items-center gap-3">
      <h1 className="text-16 font-bold">{text('vary.title')}</h1>
      <span className="flex-1" />
      {own !== '' && own !== prompt && (
        <Button
          look="small"
          title={own}
          onClick={() => {
            const field = promptField();
            if (field) replaceText(field, own);
          }}
        >
          {text('vary.usePrompt')}
        </Button>
      )}
      <a
        href="#draw"
        aria-label={text('vary.close')}
        title={text('vary.close')}
        className="flex size-9 items-center justify-center rounded-control text-soft hover:text-ink"
      >
        <Icon name="close" />
      </a>
    </div>
  );
}

interface SideProps {
  readonly label: Key;
  readonly address: string | null;
  readonly waiting?: ReactNode;
  /** Lies over the image. */
  readonly children: ReactNode;
}

function Side({ label, address, waiting, children }: SideProps): JSX.Element {
  const text = useText();
  return (
    <figure className="flex w-[min(calc(50cqw-8px),calc(100cqh-28px))] flex-col gap-1">
      <div className="relative aspect-square w-full bg-surface outline outline-line">
        {address === null ? (
          waiting
        ) : (
          <>
            <img
              src={address}
              alt={text(label)}
              draggable={false}
              className="block size-full appear [image-rendering:pixelated]"
            />
            {children}
          </>
        )}
      </div>
      <figcaption className="h-6 truncate text-center text-12 text-soft">{text(label)}</figcaption>
    </figure>
  );
}

function Waiting({ seen: { ahead, failure } }: { seen: Reconstruction }): JSX.Element {
  const text = useText();
  const words = ahead > 0 ? text('vary.ahead', { ahead }) : text('vary.coding');
  return (
    <p
      role="status"
      className="flex size-full items-center justify-center p-4 text-center text-13 text-soft"
    >
      {failure ? text(`failure.${failure.code}`) : words}
    </p>
  );
}

function Failed({ seen: { failure } }: { seen: Reconstruction }): JSX.Element | null {
  const text = useText();
  if (failure === null) return null;
  return (
    <Notice title={text(`failure.${failure.code}`)} urgent>
      <p className="text-13 text-soft">{failure.message}</p>
    </Notice>
  );
}

interface WordsProps {
  readonly seen: Reconstruction;
  readonly rows: number;
  /** Of the model's pictures, in pixels. */
  readonly side: number;
}

/** What is kept, in words. As high before it is known, so that nothing jumps. */
function Words({ seen, rows, side }: WordsProps): JSX.Element {
  const text = useText();
  const { grid, kept, psnr } = seen;
  return (
    <div className="mx-auto min-h-18 max-w-160 text-center text-13 text-soft">
      {kept !== null && (
        <>
          <p>
            {psnr === null ? (
              text('vary.own')
            ) : (
              <>
                {text('vary.codes', { grid, patch: Math.round(side / grid) })}{' '}
                {text(wordsFor(psnr))}{' '}
                <span
                  title={text('vary.psnr.hint')}
                  className="whitespace-nowrap underline decoration-dotted underline-offset-4"
                >
                  {psnr.toFixed(1)} dB
                </span>
              </>
            )}
          </p>
          <p className="text-ink">{text('vary.keeps', { rows, grid })}</p>
        </>
      )}
    </div>
  );
}

function wordsFor(psnr: number): Key {
  if (psnr >= 30) return 'vary.close30';
  return psnr >= 22 ? 'vary.close22' : 'vary.close0';
}

function captionOf(picture: Picture | null): Key {
  const whole = picture === null || picture.width === picture.height;
  return whole ? 'vary.original' : 'vary.middle';
}

function usePicture(id: string): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    let here = true;
    studio
      .ask('gallery:details', { id })
      .then((details) => {
        if (here) setPicture(details.picture);
      })
      .catch(() => undefined); // the reconstruction says why
    return () => {
      here = false;
    };
  }, [id]);
  return picture;
}
