import { randomUUID } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Granted, GrantId, GrantRequest } from '../preload/contract/grant.ts';
import { StudioFailure } from './failure.ts';

/** Asks the person for a folder in a dialog of the system. null: none was chosen. */
export type ChooseFolder = (purpose: GrantRequest['purpose']) => Promise<string | null>;

/** The folders that the person has let the studio use, each under an id that tells nothing. */
export interface Grants {
  /**
   * Grants what the person chooses, or in a browser types. null: nothing was chosen.
   *
   * Where the system has a dialog nothing typed is taken: then a window that is not ours any more
   * cannot name a folder by itself.
   *
   * @throws {StudioFailure} `not-found`, `bad-request`, `not-allowed`: no folder that can be read.
   */
  grantFolder(request: GrantRequest): Promise<Granted | null>;
  /** @throws {StudioFailure} `not-allowed` for anything but an id that was given out. */
  folderOf(id: GrantId): string;
}

/** @param choose The host's dialog; null where folders are typed. */
export function createGrants(choose: ChooseFolder | null): Grants {
  const folders = new Map<GrantId, string>();
  const ids = new Map<string, GrantId>();

  return {
    async grantFolder({ typed, purpose }) {
      const named = choose === null ? placeOf(typed) : await chosen(choose, typed, purpose);
      if (named === null) return null;
      const folder = await existing(named);
      const grant = ids.get(folder) ?? randomUUID();
      folders.set(grant, folder);
      ids.set(folder, grant);
      return { grant, name: path.basename(folder) || folder };
    },
    folderOf(id) {
      const folder = folders.get(id);
      if (folder !== undefined) return folder;
      throw new StudioFailure(
        'not-allowed',
        'Expected a folder that was chosen since the studio started. Choose it again.',
      );
    },
  };
}

function chosen(
  choose: ChooseFolder,
  typed: string | undefined,
  purpose: GrantRequest['purpose'],
): Promise<string | null> {
  if (typed === undefined) return choose(purpose);
  throw new StudioFailure(
    'not-allowed',
    'Choose the folder in the dialog; it cannot be typed here.',
  );
}

/** What a person types or pastes as a path: perhaps in quotes, perhaps from their home. */
function placeOf(typed: string | undefined): string {
  const bare = typed?.replace(/^(["'])(.*)\1$/, '$2').replace(/^~(?=$|[/\\])/, homedir());
  if (bare !== undefined && path.isAbsolute(bare)) return bare;
  throw new StudioFailure(
    'bad-request',
    `Expected the whole path of a folder, such as ${path.join(homedir(), 'Janus-Pro-1B')}, but received ${bare === undefined ? 'none' : `"${bare}"`}.`,
  );
}

/** The folder itself, with no link on the way that could be turned elsewhere later. */
async function existing(place: string): Promise<string> {
  try {
    const folder = await realpath(place);
    await readdir(folder);
    return folder;
  } catch (cause) {
    throw refusal(place, cause);
  }
}

function refusal(place: string, cause: unknown): StudioFailure {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  const refuse = (how: 'bad-request' | 'not-allowed' | 'not-found', message: string) =>
    new StudioFailure(how, message, { cause });
  if (code === 'ENOTDIR') {
    return refuse('bad-request', `Expected a folder, but ${place} is not one.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return refuse('not-allowed', `The folder ${place} cannot be read. Check who may read it.`);
  }
  return refuse('not-found', `There is no folder ${place}. Check how it is written.`);
}
