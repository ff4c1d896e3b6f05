import type { Failure } from './failure.ts';
import type { PictureNumber } from './gallery.ts';

/** One thing that the model does with many pictures: the round that goes on, or the last one. */
export interface RoundState {
  /** Names it, for taking it back. */
  readonly id: number;
  /**
   * `waiting`: something else has the engine. `paused`: the studio did not end cleanly while it went
   * on, so it waits until a person says whether to go on.
   */
  readonly state: 'waiting' | 'working' | 'paused' | 'done' | 'stopped' | 'failed';
  /** The picture in hand; null between two and at the end. */
  readonly number: PictureNumber | null;
  /** Pictures it had to do since the studio was opened. */
  readonly total: number;
  /** Pictures of which it has made something. */
  readonly made: number;
  /** Pictures that had it already. */
  readonly kept: number;
  /** Pictures that are gone, or of which nothing could be made. */
  readonly skipped: number;
  /** As long as the others took; null when none is done yet. */
  readonly msLeft: number | null;
  /** Why it ended early; null otherwise. */
  readonly failure: Failure | null;
}
