import type { JSX } from 'react';

/** Drawn on a 20-pixel grid, 1.5-pixel lines. */
const paths = {
  brush:
    'M16.5 3.5 8.7 11.3M10.4 13 17 6.2a1.9 1.9 0 0 0-2.7-2.7L7.6 10.2M7.5 11a2.9 2.9 0 0 0-3 3c0 1.6-.8 2.4-2 2.7 1 .5 2.2.8 3.4.8a4 4 0 0 0 4.1-3.9A2.6 2.6 0 0 0 7.5 11Z',
  bubble: 'M3.5 4.5h13v9.5h-7L6 17v-3H3.5zM7 8h6M7 10.75h4',
  plus: 'M10 4v12M4 10h12',
  search: 'M8.75 3.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM12.6 12.6l4 4',
  trash: 'M3.5 5.5h13M8 5.5V3.5h4v2M5.5 5.5l.75 11h7.5l.75-11M8.5 8.5v5M11.5 8.5v5',
  pencil: 'M4 16l.75-3.5L13.5 3.75l2.75 2.75L7.5 15.25z',
  duplicate: 'M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4',
  crop: 'M6 2.5V14h11.5M2.5 6H14v11.5',
  image: 'M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M13 7.25h.01',
  previous: 'M12 5l-5 5 5 5',
  next: 'M8 5l5 5-5 5',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  system: 'M3 4.5h14v9H3zM7.5 16.5h5M10 13.5v3',
  light:
    'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 1.75v1.5M10 16.75v1.5M1.75 10h1.5M16.75 10h1.5M4.17 4.17l1.06 1.06M14.77 14.77l1.06 1.06M4.17 15.83l1.06-1.06M14.77 5.23l1.06-1.06',
  dark: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z',
  reset: 'M4 4v4h4M4.3 8a6.25 6.25 0 1 1-.3 3.5',
  sliders: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
  close: 'M5 5l10 10M15 5 5 15',
  list: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h8',
  stop: 'M6 6h8v8H6z',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  front: 'M4 4h12M5 13l5-5 5 5M10 8v9',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6.5 4.5v11l9-5.5z',
  dice: 'M4 4h12v12H4zM7.5 7.5h.01M12.5 7.5h.01M10 10h.01M7.5 12.5h.01M12.5 12.5h.01',
  copy: 'M7 7h9v9H7zM13 4H4v9',
  wand: 'M4 16 12 8M14 2.5v3M12.5 4h3M16.5 8.5v2M15.5 9.5h2M8.5 3v2M7.5 4h2',
  gallery: 'M3 4h6v6H3zM11 4h6v4h-6zM3 12h6v4H3zM11 10h6v6h-6z',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 9v4.5M10 6.4v.2',
  target: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  tag: 'M3.5 3.5h6l7 7-6 6-7-7zM7 7v.1',
  compare: 'M10 2.5v15M8 5H3.5v10H8M12 5h4.5v10H12',
  bring: 'M10 3.5v9M6.5 9 10 12.5 13.5 9M3.5 12v4.5h13V12',
  export: 'M10 3.5v9M6.5 7 10 3.5 13.5 7M3.5 12v4.5h13V12',
  heart: 'M10 16.5S3 12.4 3 7.6A3.6 3.6 0 0 1 10 6a3.6 3.6 0 0 1 7 1.6c0 4.8-7 8.9-7 8.9Z',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  save: 'M10 3v9M6.5 8.5 10 12l3.5-3.5M3.5 16.5h13',
  models: 'M10 2.75 16.5 6.4v7.2L10 17.25 3.5 13.6V6.4zM3.5 6.4 10 10m0 0 6.5-3.6M10 10v7.25',
  gear: 'M10 7.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5ZM8.4 2.5h3.2l.5 2.1 1.9 1.1 2.1-.6 1.6 2.8-1.6 1.5v2.2l1.6 1.5-1.6 2.8-2.1-.6-1.9 1.1-.5 2.1H8.4l-.5-2.1L6 15.3l-2.1.6-1.6-2.8 1.6-1.5V9.4L2.3 7.9l1.6-2.8 2.1.6 1.9-1.1z',
  gauge: 'M4.2 15a7.25 7.25 0 1 1 11.6 0M10 11.5l3.25-4.25M10 11.5h.01',
  spread: 'M10 10 3.5 4M10 10l6.5-6M10 10v7M3.5 7.5V4H7M13 4h3.5v3.5M7.5 14.5 10 17l2.5-2.5',
  folder: 'M2.75 5.25h5l1.75 2h7.75v8.5H2.75z',
} as const;

export type IconName = keyof typeof paths;

interface Props {
  readonly name: IconName;
  readonly filled?: boolean;
}

export function Icon({ name, filled = false }: Props): JSX.Element {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`size-5 shrink-0 stroke-current [stroke-width:1.5] ${filled ? 'fill-current' : 'fill-none'}`}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
