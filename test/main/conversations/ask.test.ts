import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFakeModel } from '../fake-model.ts';
import { emptyFolder } from '../folder.ts';
import { again, asking, imageOf, openTalking } from './talk.ts';

describe('a question', () => {
  test('is answered piece by piece, and kept with how it was made', async () => {
    const { studio } = await openTalking();
    const { events, conversation, answer } = await asking(studio, 'What is this?');
    const streamed = events.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
    expect(streamed.length).toBeGreaterThan(3);
    expect(streamed.join('')).toBe(answer.text);
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'text')).toEqual([
      'asked',
      'queued',
      'phase',
      'phase',
      'phase',
      'answered',
    ]);
    expect(answer.facts).toMatchObject({
      model: 'fake',
      ended: 'end',
      contextTokens: 4096,
      answerTokens: streamed.length,
      msPerToken: 1,
    });
    const opened = await studio.routes['conversation:open']({ id: conversation });
    expect(opened.conversation).toMatchObject({ title: 'What is this?', messages: 2 });
    expect(opened.messages.at(-1)).toEqual(answer);
  });

  test('to a model that the forecast forbids is refused, and answered when that is overruled', async () => {
    const { studio } = await openTalking(undefined, 1e9);
    const refused = await asking(studio, 'What is this?');
    expect(refused.answer).toMatchObject({
      text: '',
      facts: { model: 'fake', ended: 'failed', failure: { code: 'out-of-memory' } },
    });
    const { answer } = await asking(studio, 'What is this?', { loadAnyway: true });
    expect(answer.facts).toMatchObject({ ended: 'end', failure: null });
  });

  test('that follows reads only what is new', async () => {
    const { studio } = await openTalking();
    const first = await asking(studio, 'What is this?');
    const { conversation } = first;
    const second = await asking(studio, 'And that?', { conversation, parent: first.answer.id });
    expect(second.answer.text).toContain('turn 3');
    const { reusedTokens, promptTokens } = second.answer.facts!;
    expect(reusedTokens).toBeGreaterThan(first.answer.facts!.promptTokens);
    expect(reusedTokens).toBeLessThan(promptTokens);
  });

  test('answered again or edited has versions, and none is overwritten', async () => {
    const { studio } = await openTalking();
    const first = await asking(studio, 'What?', { seed: 1 });
    const second = await again(studio, first, 2);
    const { conversation } = first;
    const edited = await asking(studio, 'What then?', { conversation });
    const { messages } = await studio.routes['conversation:open']({ id: conversation });
    const answers = messages.filter(({ parent }) => parent === first.question.id);
    expect(answers.map(({ id }) => id)).toEqual([first.answer.id, second.answer.id]);
    expect(answers[0]!.text).toBe(first.answer.text);
    expect(messages.filter(({ parent }) => parent === null).map(({ id }) => id)).toEqual([
      first.question.id,
      edited.question.id,
    ]);
    expect(edited.answer.text).toContain('turn 1');
  });

  test('is refused where it cannot follow', async () => {
    const { studio } = await openTalking();
    const { conversation, question } = await asking(studio, 'What?');
    const strange = { conversation, parent: question.id };
    await expect(asking(studio, 'Hm?', strange)).rejects.toMatchObject({ code: 'bad-request' });
    const gone = crypto.randomUUID();
    await expect(asking(studio, 'Hm?', { conversation: gone })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(asking(studio, 'Hm?', { images: ['a'.repeat(32)] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('about images shows them in their order, each once', async () => {
    const { studio } = await openTalking();
    const attach = studio.routes['image:attach'];
    const [a, b] = [await imageOf(40, 30, '#ff0000'), await imageOf(30, 40, '#00ff00')];
    const [one, two] = [await attach({ bytes: a }), await attach({ bytes: b })];
    const first = await asking(studio, 'say hello', { images: [one.id, two.id] });
    expect(first.question.images).toEqual([one, two]);
    const more = { conversation: first.conversation, parent: first.answer.id, images: [one.id] };
    expect((await asking(studio, 'And?', more)).answer.text).toContain('2 images');
    const [listed] = await studio.routes['conversations:find']({
      shelf: 'all',
      text: '',
      limit: 9,
    });
    expect(listed).toMatchObject({ image: one, messages: 4 });
  });
});

describe('an answer', () => {
  test('that is stopped keeps what there is, and stop means stop', async () => {
    const { studio } = await openTalking();
    let id = '';
    let pieces = 0;
    const { answer } = await asking(studio, 'long', {}, (event) => {
      if (event.kind === 'asked') id = event.answer.id;
      if (event.kind === 'text' && ++pieces === 5) {
        void studio.routes['conversation:stop']({ answer: id });
      }
    });
    expect(answer.facts).toMatchObject({ ended: 'stopped', failure: null });
    expect(answer.text.length).toBeGreaterThan(30);
    expect(answer.text.length).toBeLessThan(1000);
  });

  test('whose engine dies is marked as cut, and can be had again', async () => {
    const { studio } = await openTalking();
    const first = await asking(studio, 'crash now');
    expect(first.answer.facts).toMatchObject({
      ended: 'cut',
      failure: { code: 'engine-stopped' },
    });
    expect(first.answer.text).toHaveLength(36);
    const { messages } = await studio.routes['conversation:open']({ id: first.conversation });
    expect(messages.at(-1)!.text).toBe(first.answer.text);
    const { conversation } = first;
    expect((await asking(studio, 'say hi', { conversation })).answer.text).toBe('hi');
  });

  test('that the context has no room for fails in words, and is not kept when asked again', async () => {
    const { studio } = await openTalking();
    const first = await asking(studio, 'overfull');
    expect(first.answer).toMatchObject({
      text: '',
      facts: { ended: 'failed', failure: { code: 'context-full' } },
    });
    const second = await again(studio, first, 1);
    const { messages } = await studio.routes['conversation:open']({ id: first.conversation });
    expect(messages.map(({ id }) => id)).toEqual([first.question.id, second.answer.id]);
    // What follows leaves out a question that has no answer.
    const { conversation } = first;
    const next = await asking(studio, 'Well?', { conversation, parent: second.answer.id });
    expect(next.answer.text).toContain('turn 1');
  });

  test('that fills the context says so', async () => {
    const { studio } = await openTalking();
    expect((await asking(studio, 'cramped')).answer.facts?.ended).toBe('context');
  });

  test('waits for its turn like any job', async () => {
    const { studio } = await openTalking();
    const both = await Promise.all([asking(studio, 'long'), asking(studio, 'say hi')]);
    const ahead = both[1].events.flatMap((e) => (e.kind === 'queued' ? [e.ahead] : []));
    expect(ahead).toEqual([1, 0]);
  });

  test('survives a studio that is killed, up to the last word that came', async () => {
    const folder = await emptyFolder();
    await writeFakeModel(path.join(folder, 'models'), 'fake');
    const script = `
      import { createStudio } from ${JSON.stringify(new URL('../../../main/studio.ts', import.meta.url).href)};
      const engine = new URL(${JSON.stringify(new URL('../children/fake-talker-entry.ts', import.meta.url).href)});
      const workshop = new URL(${JSON.stringify(new URL('../../../main/children/workshop-entry.ts', import.meta.url).href)});
      const studio = await createStudio({ dataFolder: ${JSON.stringify(folder)}, entries: { engine, workshop } });
      const request = { question: { kind: 'new', parent: null, text: 'long', images: [] }, temperature: 0, topP: 1, seed: 1, maxTokens: 9 };
      let heard = '';
      for await (const event of studio.routes['conversation:ask'](request, new AbortController().signal)) {
        if (event.kind !== 'text') continue;
        heard += event.text;
        if (heard.length > 60) {
          process.stdout.write(heard, () => process.kill(process.pid, 'SIGKILL'));
          await new Promise(() => undefined);
        }
      }`;
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    let heard = '';
    other.stdout.on('data', (part: Buffer) => (heard += part.toString()));
    await once(other, 'exit');
    expect(heard.length).toBeGreaterThan(60);

    const { studio } = await openTalking(folder);
    const [found] = await studio.routes['conversations:find']({
      shelf: 'all',
      text: 'seven eight',
      limit: 9,
    });
    const { messages } = await studio.routes['conversation:open']({ id: found!.id });
    expect(messages[1]!.text.startsWith(heard)).toBe(true);
    expect(messages[1]!.facts?.ended).toBe('cut');
  });

  test('is ended by closing the studio', async () => {
    const { studio, folder } = await openTalking();
    const closing: Promise<void>[] = [];
    const { answer } = await asking(studio, 'long', {}, ({ kind }) => {
      if (kind === 'text' && closing.length === 0) closing.push(studio.close());
    });
    await Promise.all(closing);
    expect(answer.facts?.ended).toBe('cut');
    const next = await openTalking(folder);
    const { messages } = await next.studio.routes['conversation:open']({
      id: (await next.studio.routes['conversations:find']({ shelf: 'all', text: '', limit: 1 }))[0]!
        .id,
    });
    expect(messages[1]!.facts?.ended).toBe('cut');
  });
});
