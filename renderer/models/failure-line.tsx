import type { JSX } from 'react';
import { useText } from '../state/language.ts';
import type { JobFailure } from '../state/jobs.ts';
import { Trouble } from '../ui/trouble.tsx';

/** Why something here did not work. */
export function FailureLine({
  failure,
}: {
  failure: Pick<JobFailure, 'code' | 'message'>;
}): JSX.Element {
  const text = useText();
  return (
    <Trouble
      sentence={text(`failure.${failure.code}`)}
      detailsLabel={text('failed.details')}
      details={failure.message}
    />
  );
}
