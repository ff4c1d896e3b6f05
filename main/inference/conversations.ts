import type { MemoryPlan } from '../../native-models/forecast.ts';
import {
  branchConversation,
  type Place,
  type ReadConversation,
  sharedLength,
  startConversation,
} from './conversation.ts';
import type { Janus } from './janus.ts';
import { bytesAPosition } from './kv-cache.ts';

/**
 * The conversations whose keys and values stay warm, so that a follow-up costs only its own tokens,
 * also after another conversation or a picture came between.
 *
 * The policy: three of them at most, the longest unused goes first, and together they take no more
 * than `warmBytes` of the plan, which the forecast of a model's memory counts. The one that is
 * being talked in may be larger, until a picture is drawn.
 */
export interface Conversations {
  /** The kept one that a prompt goes on from, its places known; or a new one. */
  choose(places: readonly Place[]): ReadConversation;
  /** Lets go of what does not fit: after an answer of all but the last one, before a picture of any. */
  makeRoom(when: 'after an answer' | 'before a picture'): void;
}

const most = 3;

/** No conversation yet. */
export function openConversations(janus: Janus, { warmBytes }: MemoryPlan): Conversations {
  /** The last used one last. */
  let kept: ReadConversation[] = [];
  const bytesOf = ({ reading }: ReadConversation) =>
    reading.cache.capacity * bytesAPosition(janus.config, 1);
  const trim = (atLeast: number) => {
    const sum = () => kept.reduce((bytes, each) => bytes + bytesOf(each), 0);
    while (kept.length > most || (kept.length > atLeast && sum() > warmBytes)) kept.shift();
  };

  return {
    choose(places) {
      const nearest = kept.toSorted((a, b) => sharedLength(b, places) - sharedLength(a, places))[0];
      const shared = nearest === undefined ? 0 : sharedLength(nearest, places);
      // Next to nothing of it would be lost: the same conversation. Otherwise another one, which
      // takes over what both begin with, and the kept one stays what it is.
      const lost = (nearest?.places.length ?? 0) - shared;
      const same = lost <= Math.max(8, shared / 8);
      const chosen =
        nearest === undefined
          ? startConversation(janus)
          : same
            ? nearest
            : branchConversation(janus, nearest, shared);
      kept = [...kept.filter((each) => each !== chosen), chosen];
      trim(1);
      return chosen;
    },
    makeRoom(when) {
      trim(when === 'after an answer' ? 1 : 0);
    },
  };
}
