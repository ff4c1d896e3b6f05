import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCrew } from '../../../main/children/crew.ts';
import { draw } from '../../../main/jobs/draw.ts';
import { chooseModel } from '../../../main/models/library.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

const never = new AbortController().signal;
const entries = {
  engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('../../../main/children/workshop-entry.ts', import.meta.url),
};

/** Draws on a machine of so much memory; the fake model is forecast to need about 1.2 GB. */
async function drawOn(memory: number, prompt: string, loadAnyway?: boolean) {
  const models = path.join(await emptyFolder(), 'models');
  await writeFakeModel(models, 'fake');
  const crew = openCrew({ entries, memory });
  onTestFinished(() => crew[Symbol.asyncDispose]());
  const wish = { prompt, seed: 1, count: 1, guidance: 5, temperature: 1, previewShare: 0 };
  const job = { ...wish, forced: [], model: await chooseModel(models), loadAnyway };
  return Array.fromAsync(draw(job, crew, never));
}

test('a model that the machine can hold is loaded without a word', async () => {
  expect((await drawOn(4e9, 'a cat')).at(-1)).toMatchObject({ kind: 'picture' });
});

test('one that it cannot hold is refused with the forecast, before anything is loaded', async () => {
  await expect(drawOn(1e9, 'crash')).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(
      /^This model needs about 1\.2 GB of memory, and this machine has 1\.0 GB\. .*load it anyway/,
    ) as string,
  });
});

test('it is loaded anyway when asked for', async () => {
  expect((await drawOn(1e9, 'a cat', true)).at(-1)).toMatchObject({ kind: 'picture' });
});

test('and when the engine then dies, the sentence says of what', async () => {
  await expect(drawOn(1e9, 'crash', true)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringContaining('It was loaded anyway and the engine stopped.') as string,
  });
  // On a machine that can hold it, it died of something else.
  await expect(drawOn(4e9, 'crash', true)).rejects.toMatchObject({ code: 'engine-stopped' });
});
