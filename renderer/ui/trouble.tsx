import type { JSX, ReactNode } from 'react';

interface Props {
  /** What happened and what to do, in the person's language. */
  readonly sentence: string;
  readonly detailsLabel: string;
  /** The whole story, in English, folded away; none when undefined. */
  readonly details: string | undefined;
  /** A way out. */
  readonly children?: ReactNode;
}

/** Something went wrong, in the place where it was asked for. */
export function Trouble({ sentence, detailsLabel, details, children }: Props): JSX.Element {
  return (
    <div role="alert" className="flex appear flex-col items-start gap-2 text-13">
      <p className="font-bold">{sentence}</p>
      {details !== undefined && (
        <details className="w-full">
          <summary className="w-fit rounded-control text-soft">{detailsLabel}</summary>
          <p lang="en" className="mt-1 [overflow-wrap:anywhere]">
            {details}
          </p>
        </details>
      )}
      {children}
    </div>
  );
}
