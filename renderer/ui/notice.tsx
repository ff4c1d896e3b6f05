import type { JSX, ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly urgent?: boolean;
}

/** What happened, what it means, what to do. */
export function Notice({ title, children, urgent = false }: Props): JSX.Element {
  return (
    <section
      role={urgent ? 'alert' : 'status'}
      className="flex max-w-120 appear flex-col items-start gap-3 rounded-card border border-line bg-raised p-6"
    >
      <h2 className="text-20 font-bold">{title}</h2>
      {children}
    </section>
  );
}
