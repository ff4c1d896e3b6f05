import {
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type ComponentProps,
  type HTMLAttributes,
  type JSX,
  type ReactNode,
} from 'react';
import { Button } from './button.tsx';

type DropTarget = Required<
  Pick<HTMLAttributes<HTMLElement>, 'onDragOver' | 'onDragLeave' | 'onDrop'>
>;

/**
 * Takes files that are dropped on an element, or pasted anywhere in the window.
 *
 * @param take Hears what was dropped, whatever it is, and the images of a paste.
 * @param isOurs Whether a drag began here: it brings nothing in.
 */
export function useIntake(
  take: (files: readonly File[]) => void,
  isOurs: () => boolean = () => false,
): { readonly dropping: boolean; readonly target: DropTarget } {
  const [dropping, setDropping] = useState(false);
  const onPaste = useEffectEvent((event: ClipboardEvent): void => {
    const images = pastedImages(event.clipboardData);
    if (images.length === 0) return;
    event.preventDefault();
    take(images);
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent): void => {
      onPaste(event);
    };
    addEventListener('paste', listen);
    return () => {
      removeEventListener('paste', listen);
    };
  }, []);
  const target: DropTarget = {
    onDragOver: (event) => {
      if (isOurs() || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: ({ currentTarget, relatedTarget }) => {
      const within = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (!within) setDropping(false);
    },
    onDrop: (event) => {
      setDropping(false);
      // Words that are dragged belong to the field where they are let go.
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (!isOurs()) take([...event.dataTransfer.files]);
    },
  };
  return { dropping, target };
}

/** The images among files; all of them where none is one, so that it can be said. */
export function imagesAmong(files: readonly File[]): readonly File[] {
  const images = files.filter(isImage);
  return images.length === 0 ? files : images;
}

/** A file that is let go where nothing takes it must not replace the page. */
export function refuseStrayFiles(): () => void {
  const refuse = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer || !hasFiles(dataTransfer)) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  addEventListener('dragover', refuse);
  addEventListener('drop', refuse);
  return () => {
    removeEventListener('dragover', refuse);
    removeEventListener('drop', refuse);
  };
}

function hasFiles({ types }: DataTransfer): boolean {
  return types.includes('Files');
}

function isImage({ type }: File): boolean {
  return type.startsWith('image/');
}

/** Copied from a document, words come plain, formatted, and with a picture of themselves. */
function pastedImages(data: DataTransfer | null): File[] {
  if (data === null) return [];
  const areWords = data.types.includes('text/plain') && data.types.includes('text/html');
  return areWords ? [] : [...data.files].filter(isImage);
}

const frames = { neutral: 'border-ink', ask: 'border-indigo' } as const;

interface SignProps {
  readonly look: keyof typeof frames;
  readonly children: ReactNode;
}

/** Over a room while a file is held above it: what letting go means. */
export function DropSign({ look, children }: SignProps): JSX.Element {
  return (
    <p
      className={`pointer-events-none absolute inset-4 z-10 flex items-center justify-center rounded-card border-2 border-dashed ${frames[look]} bg-surface/85 p-4 text-center text-20 font-bold`}
    >
      {children}
    </p>
  );
}

interface ChooserProps extends Pick<ComponentProps<typeof Button>, 'look' | 'className'> {
  readonly label: string;
  readonly multiple?: boolean;
  readonly onTake: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Opens the system's dialog, for who has no image in the hand. */
export function ImageChooser(props: ChooserProps): JSX.Element {
  const { label, multiple = false, onTake, children, ...rest } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif,image/tiff"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          if (files.length > 0) onTake(files);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
      <Button {...rest} aria-label={label} title={label} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
