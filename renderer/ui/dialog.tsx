import { useLayoutEffect, useRef, type JSX, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Props {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A sheet over everything, for as long as it is rendered. Esc and a press beside it close it. The
 * focus begins at what has `data-begin`, else at the button that closes it.
 */
export function Dialog({ title, closeLabel, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is still in the page: then the focus goes back to where it came from.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLElement>('[data-begin]')?.focus();
    return () => {
      shown?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className="m-auto max-h-[85dvh] w-140 max-w-[92vw] rounded-card border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-black/40"
    >
      <div className="flex flex-col gap-4 p-6">
        <div className="flex items-center justify-between">
          <h2 className="text-20 font-bold">{title}</h2>
          <Button look="quiet" aria-label={closeLabel} onClick={onClose}>
            <Icon name="close" />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
