import type { AskedImage } from '../../preload/contract/conversation.ts';
import { toFailure } from '../state/failures.ts';
import type { JobFailure } from '../state/jobs.ts';
import { recall, remember } from '../state/preferences.ts';
import { createStore } from '../state/store.ts';
import { attach, attachPicture } from './images.ts';

/** A question while it is written. */
export interface Draft {
  readonly text: string;
  readonly images: readonly AskedImage[];
}

interface Drafts {
  /** By conversation, '' for one that is not begun. */
  readonly of: Readonly<Record<string, Draft>>;
  /** Images on their way to the studio. */
  readonly arriving: number;
  /** Why the last image was not taken; `many`: there are enough. */
  readonly failure: JobFailure | 'many' | null;
  /** Whether Enter alone asks. */
  readonly enterAsks: boolean;
}

export const mostImages = 8;

const KEY = 'janus-studio.ask';
/** Remembered at most; those that were not touched the longest are forgotten. */
const mostDrafts = 20;
const empty: Draft = { text: '', images: [] };

export const drafts = createStore<Drafts>(fromKept());

/** What an older page kept may be of another shape. */
function fromKept(): Drafts {
  const kept = recall<Pick<Drafts, 'of' | 'enterAsks'>>(KEY) ?? {};
  const of: Record<string, Draft> = {};
  for (const [id, draft] of Object.entries(kept.of ?? {}) as [string, Partial<Draft>][]) {
    if (typeof draft.text !== 'string' || !Array.isArray(draft.images)) continue;
    of[id] = { text: draft.text, images: draft.images as AskedImage[] };
  }
  return { of, arriving: 0, failure: null, enterAsks: kept.enterAsks !== false };
}

export function draftOf({ of }: Drafts, conversation: string | null): Draft {
  return of[conversation ?? ''] ?? empty;
}

export function write(conversation: string | null, change: Partial<Draft>): void {
  const now = drafts.get();
  const { [conversation ?? '']: before = empty, ...others } = now.of;
  const next = { ...before, ...change };
  const isEmpty = next.text === '' && next.images.length === 0;
  const all = Object.entries(isEmpty ? others : { ...others, [conversation ?? '']: next });
  drafts.set({ ...now, of: Object.fromEntries(all.slice(-mostDrafts)) });
  keep();
}

export function setEnterAsks(enterAsks: boolean): void {
  drafts.set({ ...drafts.get(), enterAsks });
  keep();
}

function keep(): void {
  const { of, enterAsks } = drafts.get();
  remember(KEY, { of, enterAsks });
}

/** Attaches images to the question that is written. */
export async function attachFiles(
  conversation: string | null,
  files: readonly File[],
): Promise<void> {
  for (const file of files) await add(conversation, () => attach(file));
}

/** Attaches a picture of the gallery. */
export function attachFromGallery(conversation: string | null, picture: string): Promise<void> {
  return add(conversation, () => attachPicture(picture));
}

async function add(conversation: string | null, fetch: () => Promise<AskedImage>): Promise<void> {
  if (draftOf(drafts.get(), conversation).images.length >= mostImages) {
    drafts.set({ ...drafts.get(), failure: 'many' });
    return;
  }
  const before = drafts.get();
  drafts.set({ ...before, arriving: before.arriving + 1, failure: null });
  let failure: JobFailure | null = null;
  try {
    const image = await fetch();
    const { images } = draftOf(drafts.get(), conversation);
    if (!images.some(({ id }) => id === image.id)) {
      write(conversation, { images: [...images, image] });
    }
  } catch (thrown) {
    failure = toFailure(thrown);
  }
  const now = drafts.get();
  drafts.set({ ...now, arriving: now.arriving - 1, failure: failure ?? now.failure });
}

export function forgetFailure(): void {
  drafts.set({ ...drafts.get(), failure: null });
}
