import type { JSX, ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Props {
  readonly closeLabel?: string;
  /** Undefined: it stays as long as what it tells of. */
  readonly onClose?: () => void;
  /** What happened, and perhaps a button that undoes it. */
  readonly children: ReactNode;
}

/** A quiet word over the page that waits to be read. It takes no focus and moves nothing. */
export function Toast({ closeLabel, onClose, children }: Props): JSX.Element {
  return (
    <div className="flex max-w-120 appear items-start gap-3 rounded-card border border-edge bg-raised py-3 pr-3 pl-4 text-13 shadow-lg">
      <div className="flex min-w-0 flex-1 flex-col items-start gap-1">{children}</div>
      {onClose && (
        <Button look="quiet" aria-label={closeLabel} onClick={onClose}>
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}

interface SentenceProps {
  /** What happened, or goes on. */
  readonly says: string;
  /** What can be done about it. */
  readonly action: string;
  readonly onAction: () => void;
}

/** A toast's one sentence, and beside it the one thing to do. */
export function ToastSentence({ says, action, onAction }: SentenceProps): JSX.Element {
  return (
    <span className="flex items-center gap-4">
      {says}
      <Button
        look="quiet"
        className="font-bold text-ink underline underline-offset-4"
        onClick={onAction}
      >
        {action}
      </Button>
    </span>
  );
}

const places = {
  page: 'fixed bottom-4',
  composer: 'absolute bottom-full',
  picture: 'absolute bottom-16',
} as const;

interface ToastsProps {
  /**
   * What they lie over: the foot of the page, whatever is above the composer they are put into, or a
   * picture, above what it is looked at with.
   */
  readonly over?: keyof typeof places | undefined;
  readonly children: ReactNode;
}

/** Where toasts lie: below, in the middle, over everything but dialogs. */
export function Toasts({ over = 'page', children }: ToastsProps): JSX.Element {
  return (
    <div
      role="status"
      className={`pointer-events-none inset-x-0 ${places[over]} z-10 flex flex-col items-center gap-2 px-4 *:pointer-events-auto`}
    >
      {children}
    </div>
  );
}
