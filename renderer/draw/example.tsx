import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import { Button } from '../ui/button.tsx';
import picture from './example.png';
import { promptField } from './prompt-field.tsx';
import { replaceText } from './replace-text.ts';

/**
 * What the shipped picture was drawn from. Made anew with a new starter:
 * `npm run studio -- draw "a rocket on a blue background" --model starter --seed 3 --out renderer/draw/example.png`
 */
const prompt = 'a rocket on a blue background';

/** In pixels. */
export const exampleSide = 96;

/** A picture that shows what can be made here, before anything was. */
export function Example(): JSX.Element {
  const text = useText();
  return (
    <img
      src={picture}
      alt={text('example.label', { prompt })}
      className="block size-full appear [image-rendering:inherit]"
    />
  );
}

const tries = ['example.try.1', 'example.try.2', 'example.try.3'] as const;

/** Prompts to begin with, where later the pictures are. Written as one edit: Ctrl+Z takes it back. */
export function Tries(): JSX.Element {
  const text = useText();
  return (
    <div className="flex h-19 shrink-0 flex-wrap content-start items-center justify-center gap-x-2 gap-y-1 overflow-y-auto px-4 pt-1 group-has-[form_section]:invisible">
      <p id="tries" className="text-13 text-soft">
        {text('example.try')}
      </p>
      <ul aria-labelledby="tries" className="contents">
        {tries.map((key) => (
          <li key={key}>
            <Button
              look="small"
              onClick={() => {
                const field = promptField();
                if (field) replaceText(field, text(key));
              }}
            >
              {text(key)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
