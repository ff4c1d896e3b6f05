import { serveVerbs } from '../../../main/children/child.ts';
import type { WorkshopVerbs } from '../../../main/children/messages.ts';
import { workshopVerbs } from '../../../main/children/workshop-verbs.ts';

/** The workshop itself, but for one kind of picture that kills it, and another whose thumbnail does. */
serveVerbs<WorkshopVerbs>(() =>
  Promise.resolve({
    ...workshopVerbs,
    encodePng(picture, signal) {
      if (picture.rgb[0] === 66) process.kill(process.pid, 'SIGKILL');
      return workshopVerbs.encodePng(picture, signal);
    },
    thumbnail(order, signal) {
      if (Buffer.from(order.bytes).includes('"seed":67,')) process.kill(process.pid, 'SIGKILL');
      return workshopVerbs.thumbnail(order, signal);
    },
  }),
);
