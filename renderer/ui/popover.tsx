import {
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  type JSX,
  type ReactNode,
} from 'react';
import { Button } from './button.tsx';

interface Props {
  /** Of the button, and of what it opens. */
  readonly label: string;
  readonly look: 'make' | 'plain' | 'quiet';
  readonly className?: string;
  readonly panelClassName?: string;
  readonly face: ReactNode;
  /** @param id For a button inside that closes it: `popoverTarget`. */
  readonly children: (id: string) => ReactNode;
}

/** A button and what opens above it, until Escape or a press elsewhere closes it. */
export function Popover(props: Props): JSX.Element {
  const { label, look, className = '', panelClassName = '', face, children } = props;
  const id = useId();
  const button = useRef<HTMLSpanElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const place = (): void => {
    const at = button.current?.getBoundingClientRect();
    const style = panel.current?.style;
    if (!at || !style) return;
    style.bottom = `${innerHeight - at.top + 8}px`;
    style.right = `${Math.max(8, document.documentElement.clientWidth - at.right)}px`;
    style.maxHeight = `${at.top - 16}px`;
  };
  const follow = useEffectEvent(place);
  useEffect(() => {
    if (!open) return undefined;
    const listen = (): void => {
      follow();
    };
    addEventListener('resize', listen);
    return () => {
      removeEventListener('resize', listen);
    };
  }, [open]);

  return (
    <>
      <span ref={button} className="flex">
        <Button
          look={look}
          className={className}
          aria-label={label}
          title={label}
          popoverTarget={id}
        >
          {face}
        </Button>
      </span>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={`fixed inset-auto m-0 overflow-y-auto rounded-card border border-line bg-raised text-ink shadow-xl ${panelClassName}`}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') place();
        }}
        onToggle={(event) => {
          setOpen(event.newState === 'open');
        }}
      >
        {open && children(id)}
      </div>
    </>
  );
}
