import { useEffect, useId, useRef, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { facets } from './shelf.ts';

interface Props {
  readonly onAdd: (tag: string) => void;
  /** Esc was pressed. */
  readonly onLeave?: () => void;
  readonly autoFocus?: boolean;
}

/** Adds a tag: a new one, or one of those in use. */
export function TagField({ onAdd, onLeave, autoFocus = false }: Props): JSX.Element {
  const text = useText();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [tag, setTag] = useState('');
  const used = useStore(facets)?.tags ?? [];
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  return (
    <form
      className="flex"
      onSubmit={(event) => {
        event.preventDefault();
        if (tag.trim() !== '') onAdd(tag.trim());
        setTag('');
      }}
    >
      <input
        ref={field}
        aria-label={text('gallery.addTag')}
        placeholder={text('gallery.addTag')}
        list={id}
        maxLength={60}
        dir="auto"
        className="h-9 w-40 rounded-control border border-edge bg-raised px-3 text-13 placeholder:text-soft"
        value={tag}
        onChange={(event) => {
          setTag(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
          event.stopPropagation();
          onLeave?.();
        }}
      />
      <datalist id={id}>
        {used.map(({ tag: known }) => (
          <option key={known} value={known} />
        ))}
      </datalist>
    </form>
  );
}
