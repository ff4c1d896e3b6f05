import { RequestFailure } from '../socket.ts';
import type { JobFailure } from './jobs.ts';

/** What a request threw, as something the page has a sentence for. */
export function toFailure(thrown: unknown): JobFailure {
  if (thrown instanceof RequestFailure) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'cancelled', message: 'Cancelled.' };
  }
  return { code: 'unexpected', message: String(thrown) };
}
