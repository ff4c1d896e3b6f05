import type { QueueState } from '../../preload/contract/queue.ts';
import type { Key } from '../i18n/text.ts';
import type { StudioState } from '../state/studio-state.ts';
import type { Connection } from '../socket.ts';

const mostJobs = 100;

/** What is known when the Draw button is about to be pressed. */
interface Known {
  readonly reached: ReturnType<Connection['get']>;
  readonly model: StudioState['model'];
  readonly queue: QueueState | null;
  readonly prompt: string;
}

/** Why nothing can be drawn, as a sentence; null when it can. */
export function whyNot({ reached, model, queue, prompt }: Known): Key | null {
  if (reached === 'lost') return 'why.lost';
  if (reached === 'connecting' || model === null) return 'why.starting';
  if (model === undefined) return 'why.noModel';
  if (queue !== null && queue.jobs.length >= mostJobs) return 'why.full';
  return prompt.trim() === '' ? 'why.empty' : null;
}

/** What pressing Draw would do, when it is not simply drawing. */
export function whatThen(queue: QueueState | null): Key {
  if (queue?.paused) return 'prompt.hintPaused';
  return queue?.jobs.some(({ state }) => state === 'running') ? 'prompt.hintQueue' : 'prompt.hint';
}
