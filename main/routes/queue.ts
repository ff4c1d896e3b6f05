import type { Routes } from '../../preload/contract/channels.ts';
import type { Queue } from '../jobs/queue.ts';

type QueueRoutes = Pick<Routes, 'picture:draw' | Extract<keyof Routes, `queue:${string}`>>;

/** The channels that the queue answers. */
export function queueRoutes(queue: Queue): QueueRoutes {
  return {
    'picture:draw': (request, signal) => queue.draw(request, signal),
    'queue:watch': (_, signal) => queue.state.watch(signal),
    'queue:follow': ({ id }, signal) => queue.follow(id, signal),
    'queue:change': (change) => {
      queue.change(change);
      return Promise.resolve(null);
    },
    'queue:pause': async ({ paused }) => {
      await queue.pause(paused);
      return null;
    },
  };
}
