import { useEffect, useRef, useState, type JSX } from 'react';
import { toFailure } from '../../state/failures.ts';
import { useText } from '../../state/language.ts';
import { useStore } from '../../state/store.ts';
import { studio } from '../../studio.ts';
import { known, want } from '../known.ts';
import { nameParts, timesOf, type Form } from './form.ts';

/** How a file would be called. */
export interface Example {
  /** Of the first picture that is meant; null when none is known yet. */
  readonly name: string | null;
  /** Whether the template makes no name. */
  readonly wrong: boolean;
}

/** Typing settles for as long as this before the studio is asked. */
const SETTLE_MS = 120;

/** @param first Number of the picture that the example is of. */
export function useExample(first: number | undefined, chosen: Form): Example {
  const picture = useStore(known).get(first ?? -1);
  const [said, setSaid] = useState<Example>({ name: null, wrong: false });
  const id = picture?.id;
  const { kind, name, format, scale } = chosen;
  const template = name.trim();
  useEffect(() => {
    if (first !== undefined) want([first]);
  }, [first]);
  useEffect(() => {
    if (kind !== 'pictures' || id === undefined || template === '') return;
    let here = true;
    const utcOffset = -new Date().getTimezoneOffset();
    const request = { template, picture: id, format, scale: timesOf(scale), utcOffset };
    const timer = setTimeout(() => {
      studio
        .ask('export:name', request)
        .then((next) => {
          if (here) setSaid({ name: next.name, wrong: false });
        })
        .catch((thrown: unknown) => {
          // A picture that is gone makes no template wrong.
          if (here) setSaid({ name: null, wrong: toFailure(thrown).code === 'bad-request' });
        });
    }, SETTLE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [kind, id, template, format, scale]);
  if (kind !== 'pictures') return { name: null, wrong: false };
  return template === '' ? { name: null, wrong: true } : said;
}

interface Props {
  readonly template: string;
  readonly example: Example;
  readonly onChange: (template: string) => void;
}

/** The names of the files, with one of them, and the words that stand for what a picture is. */
export function NameField({ template, example, onChange }: Props): JSX.Element {
  const text = useText();
  const field = useRef<HTMLInputElement>(null);
  const insert = (part: string): void => {
    const { current } = field;
    if (!current) return;
    const [start, end] = [current.selectionStart ?? Infinity, current.selectionEnd ?? Infinity];
    const word = `{${part}}`;
    onChange(template.slice(0, start) + word + template.slice(end));
    requestAnimationFrame(() => {
      current.focus();
      const at = Math.min(start, template.length) + word.length;
      current.setSelectionRange(at, at);
    });
  };
  return (
    <div className="flex flex-col gap-2">
      <label className="flex flex-col gap-1 text-13 font-bold">
        {text('export.name')}
        <input
          ref={field}
          type="text"
          dir="auto"
          spellCheck={false}
          autoComplete="off"
          maxLength={200}
          aria-invalid={example.wrong}
          aria-describedby="export-example"
          className="h-9 rounded-control border border-edge bg-raised px-3 text-14 font-normal"
          value={template}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      </label>
      <p
        id="export-example"
        role="status"
        className="min-h-5 text-12 [overflow-wrap:anywhere] text-soft"
      >
        {example.wrong && <span className="text-ink">{text('export.name.wrong')}</span>}
        {!example.wrong && example.name !== null && (
          <>
            {text('export.name.example')}{' '}
            <bdi dir="ltr" className="text-ink">
              {example.name}
            </bdi>
          </>
        )}
      </p>
      <div role="group" aria-label={text('export.name.parts')} className="flex flex-wrap gap-1">
        {nameParts.map((part) => (
          <button
            key={part}
            type="button"
            title={text(`export.part.${part}`)}
            aria-label={text('export.name.insert', { part: text(`export.part.${part}`) })}
            className="rounded-control border border-line px-2 py-[2px] text-12 text-soft hover:border-edge hover:text-ink"
            onClick={() => {
              insert(part);
            }}
          >
            {`{${part}}`}
          </button>
        ))}
      </div>
    </div>
  );
}
