import { z } from 'zod';
import type { Failure } from './failure.ts';

/** Chosen by the asking side, one for each request on its connection, never used again. */
const RequestId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/**
 * What a window says on a byte connection (WebSocket, later a port). The name and the request are
 * parsed where every host parses them: in main/routes/receive.ts.
 */
export const WindowFrame = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), id: RequestId, name: z.string(), request: z.unknown() }),
  z.strictObject({
    kind: z.literal('stream'),
    id: RequestId,
    name: z.string(),
    request: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('cancel'), id: RequestId }),
  /** Every event of the stream up to this one has been taken in; more may be sent. */
  z.strictObject({ kind: z.literal('received'), id: RequestId, seq: z.int().min(1) }),
]);
export type WindowFrame = z.infer<typeof WindowFrame>;

/** What comes of a request: one answer, or events and an end, or a failure. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What the studio says back: replies with the request's id, events with their number from 1. */
export type StudioFrame =
  | (Exclude<Reply, { kind: 'event' }> & { readonly id: number })
  | { readonly kind: 'event'; readonly id: number; readonly seq: number; readonly event: unknown };
