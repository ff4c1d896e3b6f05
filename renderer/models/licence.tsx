import type { JSX } from 'react';
import type { CheckpointFacts } from '../../preload/contract/library.ts';
import { useText } from '../state/language.ts';

interface Props {
  readonly facts: CheckpointFacts;
  readonly accepted: boolean;
  readonly onAccept: (accepted: boolean) => void;
}

/** The checkpoint's licence, as its folder says it, to be read and accepted. */
export function Licence({ facts, accepted, onAccept }: Props): JSX.Element {
  const text = useText();
  const { licence, licenceText } = facts;
  const name = licence === 'unknown' ? text('build.licence.unknown') : licence;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-13 font-bold [overflow-wrap:anywhere]">
        {text('build.licence.title', { licence: name })}
      </h3>
      {licenceText === null ? (
        <p className="text-13">{text('build.licence.missing')}</p>
      ) : (
        <pre
          tabIndex={0}
          role="region"
          aria-label={text('build.licence.text')}
          className="max-h-40 overflow-y-auto rounded-control border border-line bg-surface p-3 font-sans text-13 [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          {licenceText}
        </pre>
      )}
      <label className="flex w-fit items-center gap-2 text-14">
        <input
          type="checkbox"
          className="size-4"
          checked={accepted}
          onChange={(event) => {
            onAccept(event.currentTarget.checked);
          }}
        />
        {text('build.licence.accept')}
      </label>
    </div>
  );
}
