import { z } from 'zod';
import type { Failure } from './failure.ts';
import { PictureId } from './picture.ts';

/**
 * When the model looks at pictures for finding similar ones, while nothing is drawn or asked:
 * `loaded`, only with a model that is loaded anyway; `idle`, it may load one for that; `asked`,
 * never by itself.
 */
export const LookWhen = z.enum(['loaded', 'idle', 'asked']);
export type LookWhen = z.infer<typeof LookWhen>;

/** Looks at the rest now. */
export const LookRequest = z.strictObject({
  /** This picture before the others. */
  first: PictureId.optional(),
});

/** How far the model is with looking at the pictures outside the trash. */
export interface LookingState {
  readonly when: LookWhen;
  /** The model that looks: what another one saw does not count. null when none is installed. */
  readonly model: string | null;
  readonly looked: number;
  readonly total: number;
  /** Whether it looks because it was asked to, or meanwhile; null: it does not. */
  readonly going: 'asked' | 'meanwhile' | null;
  /** Something else has the engine. */
  readonly waiting: boolean;
  /** As long as the last ones took; null when that cannot be said. */
  readonly msLeft: number | null;
  /** Why it ended early; null otherwise. */
  readonly failure: Failure | null;
}
