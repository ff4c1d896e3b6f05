import type { JSX, ReactNode } from 'react';

/** A part of the details, with its title. */
export function Part({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-13 font-bold">{title}</h2>
      {children}
    </section>
  );
}
