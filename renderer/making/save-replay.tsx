import { useEffect, useRef, useState, type JSX } from 'react';
import type { ReplayWish } from '../../preload/contract/making.ts';
import { toFailure } from '../state/failures.ts';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { download } from '../ui/download.ts';
import type { Told } from './told.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly done: number; readonly total: number }
  | { readonly kind: 'told'; readonly sentence: string; readonly bad: boolean };

const seconds = { short: 3, usual: 6, long: 12 } as const;
/** More make no difference to see. */
const FRAMES_A_SECOND = 12;
const MOST_FRAMES = 96;

/** Saves the replay as an animation, to be shown where there is no studio. */
export function SaveReplay({ told, open }: { told: Told; open: boolean }): JSX.Element {
  const text = useText();
  const [format, setFormat] = useState<ReplayWish['format']>('webp');
  const [layer, setLayer] = useState<ReplayWish['layer']>('picture');
  const [length, setLength] = useState<keyof typeof seconds>('usual');
  const { state, save, cancel } = useSaving(told.making.picture.id);
  const plays = seconds[length];
  const frames = Math.min(MOST_FRAMES, plays * FRAMES_A_SECOND);

  const whole = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (open) whole.current?.scrollIntoView({ block: 'center' });
  }, [open]);

  return (
    <details ref={whole} className="rounded-card border border-line" open={open}>
      <summary className="px-3 py-2 text-13 font-bold">{text('replay.title')}</summary>
      <div className="flex flex-col gap-4 p-3 pt-1">
        <Choice
          label={text('gallery.format')}
          hint={text(`replay.${format}`)}
          value={format}
          options={[
            { value: 'webp', label: 'WebP' },
            { value: 'gif', label: 'GIF' },
          ]}
          onChange={setFormat}
        />
        {told.patches && (
          <Choice
            label={text('making.layers')}
            hint={text(`making.${layer}.hint`)}
            value={layer}
            options={(['picture', 'patches'] as const).map((value) => ({
              value,
              label: text(`making.${value}`),
            }))}
            onChange={setLayer}
          />
        )}
        <Choice
          label={text('replay.length')}
          hint={text('replay.length.hint', { frames })}
          value={length}
          options={(['short', 'usual', 'long'] as const).map((value) => ({
            value,
            label: text('replay.seconds', { count: seconds[value] }),
          }))}
          onChange={setLength}
        />
        {state.kind === 'working' ? (
          <Working done={state.done} total={state.total} onCancel={cancel} />
        ) : (
          <Button look="plain" onClick={() => void save({ format, layer, frames, seconds: plays })}>
            <Icon name="save" />
            {text('replay.save')}
          </Button>
        )}
        {state.kind === 'told' && (
          <p role={state.bad ? 'alert' : 'status'} className="text-13 [overflow-wrap:anywhere]">
            {state.sentence}
          </p>
        )}
      </div>
    </details>
  );
}

interface WorkingProps {
  readonly done: number;
  readonly total: number;
  readonly onCancel: () => void;
}

function Working({ done, total, onCancel }: WorkingProps): JSX.Element {
  const text = useText();
  const painted = total > 0 && done === total;
  return (
    <div className="flex items-center gap-3 text-13">
      <p role="status" className="min-w-0 flex-1 text-soft">
        {painted ? text('replay.writing') : text('replay.painting', { done, total })}
      </p>
      <Button look="small" onClick={onCancel}>
        {text('replay.cancel')}
      </Button>
    </div>
  );
}

/** Has an animation made and hands it to the downloads; one at a time. */
function useSaving(picture: string): {
  readonly state: State;
  readonly save: (wish: ReplayWish) => Promise<void>;
  readonly cancel: () => void;
} {
  const text = useText();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const save = async (wish: ReplayWish): Promise<void> => {
    const controller = new AbortController();
    leaving.current = controller;
    setState({ kind: 'working', done: 0, total: 0 });
    try {
      const road = studio.stream('making:replay', { picture, ...wish }, controller.signal);
      for await (const event of road) {
        if (event.kind === 'frame') {
          setState({ kind: 'working', done: event.done, total: event.total });
        } else {
          download(event.file);
          const sentence = text('gallery.saved', { name: event.file.name });
          setState({ kind: 'told', sentence, bad: false });
        }
      }
    } catch (thrown) {
      const { code } = toFailure(thrown);
      if (controller.signal.aborted || code === 'cancelled') setState({ kind: 'idle' });
      else setState({ kind: 'told', sentence: text(`failure.${code}`), bad: true });
    }
  };
  return { state, save, cancel: () => leaving.current?.abort() };
}
