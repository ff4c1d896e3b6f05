import { writeSync } from 'node:fs';
import { toFailure } from '../../../main/failure.ts';
import { createStudio } from '../../../main/studio.ts';

/**
 * A studio that draws picture after picture, until it is killed: prints each id as soon as it is
 * told that the picture is saved, and FULL when the disk is.
 *
 * It kills itself at the moment that it is told, of the second picture: a phase, or an event's kind.
 */
const [dataFolder = '', seed = '0', moment = ''] = process.argv.slice(2);
const entries = {
  engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('../children/fake-workshop-entry.ts', import.meta.url),
};
const studio = await createStudio({ dataFolder, entries });
const wish = { count: 64, guidance: 5, temperature: 1, previewShare: 0 };
const never = new AbortController().signal;
// The one before was killed: its queue waits for somebody to say what becomes of it.
for await (const { jobs } of studio.routes['queue:watch']({}, never)) {
  for (const { id } of jobs) await studio.routes['queue:change']({ id, change: 'discard' });
  break;
}
await studio.routes['queue:pause']({ paused: false });
console.log('ready');
// Seeds that the fake workshop dies of are passed over.
for (let first = 1000 * Number(seed); ; first += 256) {
  const request = { ...wish, prompt: `바다 ${first}`, seed: first * 256 + 100 };
  try {
    for await (const event of studio.routes['picture:draw'](request, never)) {
      const now = event.kind === 'phase' ? event.phase : event.kind;
      // The engine loads once for all.
      const second = 'index' in event && event.index === (moment === 'load' ? 0 : 1);
      if (second && now === moment) process.kill(process.pid, 'SIGKILL');
      if (event.kind === 'saved') writeSync(1, `${event.picture.id}\n`);
    }
  } catch (thrown) {
    if (toFailure(thrown).code !== 'disk-full') throw thrown;
    console.log('FULL');
    await studio.close();
    break;
  }
}
