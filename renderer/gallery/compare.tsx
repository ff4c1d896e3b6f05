import { useEffect, useRef, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { pictureAddress } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWindowKeys } from '../ui/window-keys.ts';
import { differences } from './differences.ts';
import { useFit } from './fit.ts';
import { known, want } from './known.ts';

interface Props {
  /** Two of them. */
  readonly numbers: readonly number[];
  readonly onClose: () => void;
}

/** Two pictures over each other or side by side, and the settings in which they differ. */
export function Compare({ numbers, onClose }: Props): JSX.Element {
  const text = useText();
  const pictures = useStore(known);
  const [way, setWay] = useState<'slider' | 'side'>('slider');
  const dialog = useRef<HTMLDivElement>(null);
  const [a, b] = numbers.map((number) => pictures.get(number));
  useEffect(() => {
    want(numbers);
    dialog.current?.focus();
  }, [numbers]);
  useWindowKeys((event) => {
    if (event.key === 'Escape') onClose();
  });

  return (
    <div
      ref={dialog}
      role="dialog"
      aria-label={text('gallery.compare')}
      tabIndex={-1}
      className="absolute inset-0 z-5 flex appear flex-col bg-surface outline-none"
    >
      <div className="flex items-center gap-2 p-4">
        <Button look="quiet" className="size-9" aria-label={text('gallery.back')} onClick={onClose}>
          <Icon name="close" />
        </Button>
        <h2 className="text-20 font-bold">{text('gallery.compare')}</h2>
        <span className="flex-1" />
        {(['slider', 'side'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={way === each}
            className={`rounded-control px-3 py-1 text-13 ${way === each ? 'bg-ink text-surface' : 'text-soft hover:text-ink'}`}
            onClick={() => {
              setWay(each);
            }}
          >
            {text(`gallery.compare.${each}`)}
          </button>
        ))}
      </div>
      {a && b && (
        <>
          {way === 'slider' ? <Over a={a} b={b} /> : <Beside a={a} b={b} />}
          <Differences a={a} b={b} />
        </>
      )}
    </div>
  );
}

interface Pair {
  readonly a: Picture;
  readonly b: Picture;
}

/** One picture over the other, cut where the slider stands. */
function Over({ a, b }: Pair): JSX.Element {
  const text = useText();
  const [share, setShare] = useState(50);
  const { room, fit } = useFit(a);
  const [width, height] = [a.width * fit, a.height * fit];
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center gap-3 bg-stage p-4">
      <div
        ref={room}
        className="flex min-h-0 w-full flex-1 items-center justify-center overflow-hidden"
      >
        <div
          className="relative shrink-0 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-amber-strong"
          style={{ width, height }}
        >
          <Pixels picture={b} fit={fit} />
          <div className="absolute inset-0" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
            <Pixels picture={a} fit={fit} />
          </div>
          <span
            aria-hidden="true"
            className="absolute inset-y-0 w-[2px] -translate-x-1/2 bg-white shadow-[0_0_0_1px_rgb(0_0_0/0.5)]"
            style={{ left: `${share}%` }}
          />
          <input
            type="range"
            aria-label={text('gallery.compare.divide')}
            className="absolute inset-0 size-full cursor-ew-resize opacity-0"
            min={0}
            max={100}
            step={0.5}
            value={share}
            onChange={(event) => {
              setShare(Number(event.currentTarget.value));
            }}
          />
        </div>
      </div>
    </div>
  );
}

function Beside({ a, b }: Pair): JSX.Element {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-2 gap-4 bg-stage p-4">
      {[a, b].map((picture) => (
        <One key={picture.id} picture={picture} />
      ))}
    </div>
  );
}

function One({ picture }: { picture: Picture }): JSX.Element {
  const { room, fit } = useFit(picture);
  return (
    <div ref={room} className="flex min-h-0 min-w-0 items-center justify-center overflow-hidden">
      <div
        className="shrink-0"
        style={{ width: picture.width * fit, height: picture.height * fit }}
      >
        <Pixels picture={picture} fit={fit} />
      </div>
    </div>
  );
}

function Pixels({ picture, fit }: { picture: Picture; fit: number }): JSX.Element {
  const text = useText();
  return (
    <img
      src={pictureAddress(picture.id)}
      alt={text('stage.picture', { prompt: picture.prompt })}
      draggable={false}
      className="block size-full object-contain"
      style={{ imageRendering: fit > 1 ? 'pixelated' : 'auto' }}
    />
  );
}

function Differences({ a, b }: Pair): JSX.Element {
  const text = useText();
  const rows = differences(a, b);
  return (
    <table className="mx-auto my-4 max-h-48 w-full max-w-200 table-fixed text-13">
      <caption className="sr-only">{text('gallery.compare.settings')}</caption>
      <tbody>
        {rows.length === 0 && (
          <tr>
            <td className="py-1 text-center text-soft">{text('gallery.compare.same')}</td>
          </tr>
        )}
        {rows.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row" className="w-32 px-4 py-1 text-left font-normal text-soft">
              {text(name)}
            </th>
            {values.map((value, at) => (
              <td key={at} dir="auto" className="truncate px-4 py-1" title={value}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
