import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWindowKeys } from '../ui/window-keys.ts';
import type { Where } from './address.ts';
import { Details } from './details.tsx';
import { known, lookUp, want } from './known.ts';
import { found, hand, type Found } from './shelf.ts';
import { Shown } from './shown.tsx';
import { closePicture, turnTo } from './steps.ts';
import { useDetails } from './use-details.ts';
import { pressViewerKey } from './viewer-keys.ts';
import { Words } from './words.tsx';

const none = new Uint32Array();

interface Props {
  readonly where: Where;
  readonly id: string;
}

/** One picture over the grid, with everything that is known of it. Esc goes back to the same place. */
export function Viewer({ where, id }: Props): JSX.Element {
  const text = useText();
  const shown = useStore(found);
  const { picture, missing } = usePicture(id);
  const numbers = shown?.numbers ?? none;
  const at = picture ? numbers.indexOf(picture.number) : -1;
  const last = at + 1 >= numbers.length;
  const details = useDetails(id);
  const [withDetails, setWithDetails] = useState(true);
  const stage = useRef<HTMLDivElement>(null);
  const close = (): void => {
    closePicture(where);
  };
  const walk = (by: number): void => {
    if (at >= 0) goTo(where, numbers[at + by]);
  };

  useEffect(() => {
    stage.current?.focus();
  }, []);
  useNeighbours(shown, picture?.number, at);

  const turnDetails = (): void => {
    setWithDetails(!withDetails);
  };
  useWindowKeys((event) => {
    const inTrash = where.shelf === 'trash';
    pressViewerKey(event, { picture, inTrash, last, close, walk, turnDetails });
  });

  return (
    <div
      role="dialog"
      aria-label={picture?.prompt || text('gallery.viewer')}
      className="absolute inset-0 z-5 flex appear bg-surface"
    >
      <div
        ref={stage}
        tabIndex={-1}
        className="relative flex min-w-0 flex-1 flex-col bg-stage outline-none"
      >
        <Bar
          at={at}
          count={numbers.length}
          withDetails={withDetails}
          onClose={close}
          onDetails={turnDetails}
        />
        {picture ? <Shown picture={picture} details={details} /> : <Missing missing={missing} />}
        <Turn by={-1} label={text('gallery.previous')} disabled={at <= 0} onWalk={walk} />
        <Turn by={1} label={text('gallery.next')} disabled={at < 0 || last} onWalk={walk} />
        <Words over="picture" />
      </div>
      {picture && withDetails && (
        <Details key={picture.id} picture={picture} details={details} where={where} />
      )}
    </div>
  );
}

/** Shows another picture instead; none, when that is not known yet. */
function goTo(where: Where, number: number | undefined): void {
  const next = known.get().get(number ?? -1);
  if (next) turnTo(where, next.id);
}

interface BarProps {
  /** Place of the picture among those that were found; −1 when it is not among them. */
  readonly at: number;
  readonly count: number;
  readonly withDetails: boolean;
  readonly onClose: () => void;
  readonly onDetails: () => void;
}

function Bar({ at, count, withDetails, onClose, onDetails }: BarProps): JSX.Element {
  const text = useText();
  return (
    <div className="flex h-13 shrink-0 items-center justify-between px-2">
      <Button
        look="quiet"
        className="size-9"
        aria-label={text('gallery.back')}
        title={text('gallery.back')}
        onClick={onClose}
      >
        <Icon name="close" />
      </Button>
      {at >= 0 && (
        <span className="text-12 text-soft">{text('gallery.place', { at: at + 1, count })}</span>
      )}
      <Button
        look="quiet"
        className={`size-9 ${withDetails ? 'text-ink' : ''}`}
        aria-label={text('gallery.details')}
        title={text('gallery.details')}
        aria-pressed={withDetails}
        onClick={onDetails}
      >
        <Icon name="info" />
      </Button>
    </div>
  );
}

/** The picture of an id, asked for when nobody has looked at it yet. */
function usePicture(id: string): { picture: Picture | undefined; missing: boolean } {
  const pictures = useStore(known);
  const [missing, setMissing] = useState<string | null>(null);
  const picture = useMemo(
    () => [...pictures.values()].findLast((each) => each.id === id),
    [pictures, id],
  );
  const isKnown = picture !== undefined;
  useEffect(() => {
    if (isKnown) return;
    lookUp(id).catch(() => {
      setMissing(id);
    });
  }, [id, isKnown]);
  return { picture, missing: missing === id };
}

/** Has the pictures beside it at hand, and the grid beneath at the same place. */
function useNeighbours(shown: Found | null, number: number | undefined, at: number): void {
  useEffect(() => {
    if (!shown || at < 0 || number === undefined) return;
    hand.set({ number, at });
    want(shown.numbers.subarray(Math.max(0, at - 2), at + 3));
  }, [shown, number, at]);
}

interface TurnProps {
  readonly by: -1 | 1;
  readonly label: string;
  readonly disabled: boolean;
  readonly onWalk: (by: number) => void;
}

function Turn({ by, label, disabled, onWalk }: TurnProps): JSX.Element {
  return (
    <Button
      look="quiet"
      className={`absolute top-1/2 size-11 -translate-y-1/2 ${by < 0 ? 'left-2' : 'right-2'} disabled:invisible`}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => {
        onWalk(by);
      }}
    >
      <Icon name={by < 0 ? 'previous' : 'next'} />
    </Button>
  );
}

function Missing({ missing }: { missing: boolean }): JSX.Element {
  const text = useText();
  return (
    <p aria-busy={!missing} className="m-auto p-8 text-14 text-soft">
      {missing && text('failure.not-found')}
    </p>
  );
}
