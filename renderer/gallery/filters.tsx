import { useId, type JSX } from 'react';
import type { Facets } from '../../preload/contract/gallery.ts';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { everything, isNarrowed, type Where } from './address.ts';
import { facets } from './shelf.ts';

interface Props {
  readonly where: Where;
  readonly onGo: (change: Partial<Where>) => void;
}

const field = 'h-9 rounded-control border border-edge bg-raised px-3 text-13';

/** What the pictures can be narrowed to: tags, model, days, seed, score. */
export function Filters({ where, onGo }: Props): JSX.Element {
  const text = useText();
  const id = useId();
  const counts = useStore(facets);
  const tags = counts?.tags ?? [];
  return (
    <div className="flex appear flex-wrap items-end gap-4 rounded-card border border-line p-4">
      <Labelled id={`${id}-model`} label={text('gallery.model')}>
        <select
          id={`${id}-model`}
          className={field}
          value={where.model ?? ''}
          onChange={(event) => {
            onGo({ model: event.currentTarget.value || null });
          }}
        >
          <option value="">{text('gallery.any')}</option>
          {(counts?.models ?? []).map(({ model, count }) => (
            <option key={model} value={model}>{`${model} (${count})`}</option>
          ))}
        </select>
      </Labelled>
      {(['from', 'to'] as const).map((end) => (
        <Labelled key={end} id={`${id}-${end}`} label={text(`gallery.${end}`)}>
          <input
            id={`${id}-${end}`}
            type="date"
            className={field}
            value={where[end] ?? ''}
            onChange={(event) => {
              onGo({ [end]: event.currentTarget.value || null });
            }}
          />
        </Labelled>
      ))}
      <Labelled id={`${id}-seed`} label={text('seed.label')}>
        <input
          id={`${id}-seed`}
          inputMode="numeric"
          className={`${field} w-32`}
          defaultValue={where.seed ?? ''}
          onBlur={(event) => {
            const typed = event.currentTarget.value.replace(/\D/g, '');
            onGo({ seed: typed === '' ? null : Math.min(Number(typed), 0xffff_ffff) });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
      </Labelled>
      <ScoredChoice where={where} onGo={onGo} />
      {tags.length > 0 && <TagChoice where={where} onGo={onGo} tags={tags} />}
      {isNarrowed({ ...where, text: '', similar: null }) && (
        <Button
          look="plain"
          onClick={() => {
            onGo({ ...everything, shelf: where.shelf, text: where.text, similar: where.similar });
          }}
        >
          {text('gallery.clear')}
        </Button>
      )}
    </div>
  );
}

function ScoredChoice({ where, onGo }: Props): JSX.Element {
  const text = useText();
  const id = useId();
  const counts = useStore(facets);
  const all = counts?.shelves[where.shelf] ?? 0;
  const scored = counts?.scored ?? 0;
  return (
    <Labelled id={id} label={text('scoring.filter')}>
      <select
        id={id}
        className={field}
        value={where.scored === null ? '' : where.scored ? 'yes' : 'no'}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onGo({ scored: value === '' ? null : value === 'yes' });
        }}
      >
        <option value="">{text('gallery.any')}</option>
        <option value="yes">{text('scoring.filter.yes', { count: scored })}</option>
        <option value="no">{text('scoring.filter.no', { count: all - scored })}</option>
      </select>
    </Labelled>
  );
}

interface TagChoiceProps extends Props {
  readonly tags: Facets['tags'];
}

function TagChoice({ where, onGo, tags }: TagChoiceProps): JSX.Element {
  const text = useText();
  return (
    <div className="flex w-full flex-wrap items-center gap-1">
      <span className="mr-2 text-12 text-soft">{text('gallery.tags')}</span>
      {tags.slice(0, 40).map(({ tag, count }) => {
        const on = where.tags.includes(tag);
        return (
          <button
            key={tag}
            type="button"
            aria-pressed={on}
            className={`rounded-control border px-2 py-[2px] text-13 ${on ? 'border-ink bg-ink text-surface' : 'border-line hover:border-edge'}`}
            onClick={() => {
              const rest = where.tags.filter((each) => each !== tag);
              onGo({ tags: on ? rest : [...where.tags, tag] });
            }}
          >
            {tag} {count}
          </button>
        );
      })}
    </div>
  );
}

interface LabelledProps {
  readonly id: string;
  readonly label: string;
  readonly children: JSX.Element;
}

function Labelled({ id, label, children }: LabelledProps): JSX.Element {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-12 text-soft">
        {label}
      </label>
      {children}
    </div>
  );
}
