import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { promptOf } from '../../../main/jobs/prompt-help.ts';
import { createStudio } from '../../../main/studio.ts';
import type { PromptHelp, PromptHelpEvent } from '../../../preload/contract/prompt-help.ts';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';

const entries = {
  engine: new URL('../children/fake-engine-entry.ts', import.meta.url),
  workshop: new URL('../children/fake-workshop-entry.ts', import.meta.url),
};

/** Asks a studio with one model of that name, whose engine answers with the question. */
async function helped(model: string, request: PromptHelp): Promise<PromptHelpEvent[]> {
  const folder = await emptyFolder();
  await writeFakeModel(path.join(folder, 'models'), model);
  const studio = await createStudio({ dataFolder: folder, entries });
  onTestFinished(() => studio.close());
  const events: PromptHelpEvent[] = [];
  const road = studio.routes['prompt:help'](request, new AbortController().signal);
  for await (const event of road) events.push(event);
  return events;
}

test('asks the model itself, in pieces and at last as a whole', async () => {
  const events = await helped('fake', { prompt: '바닷가의 등대', wish: 'english' });
  expect(events[0]).toEqual({ kind: 'queued', ahead: 0 });
  const pieces = events.flatMap((event) => (event.kind === 'text' ? event.text : []));
  expect(pieces.join('')).toContain('Translate');
  expect(pieces.join('')).toContain('바닷가의 등대');
  expect(events.at(-1)?.kind).toBe('prompt');
});

test('the starter says that it cannot', async () => {
  const events = await helped('starter', { prompt: 'a boat', wish: 'expand' });
  expect(events).toEqual([{ kind: 'unable', model: 'starter' }]);
});

test.each([
  ['A lighthouse at dusk.', 'A lighthouse at dusk.'],
  ['  "A lighthouse at dusk."\n', 'A lighthouse at dusk.'],
  ['Description: a lighthouse', 'a lighthouse'],
  ['Translation: “A lighthouse”', 'A lighthouse'],
  ['A lighthouse.\n\nI hope this helps!', 'A lighthouse.'],
  ['', ''],
])('of the answer %j the prompt is %j', (answer, prompt) => {
  expect(promptOf(answer)).toBe(prompt);
});
