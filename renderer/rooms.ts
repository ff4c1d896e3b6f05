import { lazy, type ComponentType } from 'react';
import { DrawPage } from './draw/page.tsx';
import type { Key } from './i18n/text.ts';
import type { IconName } from './ui/icon.tsx';

/** A room of the house: its door in the rail, and its page. */
export interface Room {
  readonly label: Key;
  readonly icon: IconName;
  /** Colour of its icon while one is in it: amber makes, indigo understands, else plain. */
  readonly accent: string;
  /** Entered from elsewhere: it has no door in the rail. */
  readonly inner?: true;
  readonly Page: ComponentType;
  /** Its door is at the foot of the rail. */
  readonly atFoot?: true;
}

const AskPage = lazy(async () => ({ default: (await import('./ask/page.tsx')).AskPage }));
const MakingPage = lazy(async () => ({
  default: (await import('./making/page.tsx')).MakingPage,
}));
const ModelsPage = lazy(async () => ({
  default: (await import('./models/page.tsx')).ModelsPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/page.tsx')).SettingsPage,
}));
const GalleryPage = lazy(async () => ({
  default: (await import('./gallery/page.tsx')).GalleryPage,
}));

/** Every room, in the order of the rail. The first one opens at the start; others load when entered. */
export const rooms = {
  draw: { label: 'rail.draw', icon: 'brush', accent: 'text-amber-strong', Page: DrawPage },
  ask: { label: 'rail.ask', icon: 'bubble', accent: 'text-indigo', Page: AskPage },
  gallery: { label: 'rail.gallery', icon: 'gallery', accent: '', Page: GalleryPage },
  making: {
    label: 'making.title',
    icon: 'brush',
    accent: 'text-amber-strong',
    inner: true,
    Page: MakingPage,
  },
  models: { label: 'rail.models', icon: 'models', accent: '', Page: ModelsPage },
  settings: {
    label: 'rail.settings',
    icon: 'gear',
    accent: '',
    Page: SettingsPage,
    atFoot: true,
  },
} as const satisfies Record<string, Room>;

export type RoomName = keyof typeof rooms;

/** The room of an address such as `#gallery/trash`; an unknown one is the first. */
export function roomOf(place: string): RoomName {
  const name = place.split('/', 1)[0] ?? '';
  return Object.hasOwn(rooms, name) ? (name as RoomName) : 'draw';
}
