import type { JSX } from 'react';

/** Two faces in one circle: amber makes, indigo understands. The same drawing as assets/mark.svg. */
export function Mark({ className = '' }: { className?: string }): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        className="fill-amber"
        d="M14 2.2A14 14 0 0 0 14 29.8V25.2C14 23.6 12.4 23.6 12.4 22C12.4 20.8 13.2 20.6 13.2 19.6C13.2 18.6 15 18.4 15 17.2C15 15.6 12.6 14 12.6 11.4C12.6 9.4 14 8.6 14 6.4Z"
      />
      <path
        className="fill-indigo"
        d="M18 2.2A14 14 0 0 1 18 29.8V25.2C18 23.6 19.6 23.6 19.6 22C19.6 20.8 18.8 20.6 18.8 19.6C18.8 18.6 17 18.4 17 17.2C17 15.6 19.4 14 19.4 11.4C19.4 9.4 18 8.6 18 6.4Z"
      />
    </svg>
  );
}
