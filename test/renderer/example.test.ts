import path from 'node:path';
import { expect, test } from 'vitest';
import { readPictureFile } from '../../main/gallery/picture-file.ts';
import { locales } from '../../renderer/i18n/text.ts';

test('the example of the first run was drawn by the starter, from the prompt that is offered', async () => {
  const file = path.join(import.meta.dirname, '../../renderer/draw/example.png');
  const example = await readPictureFile(file);
  expect(example).toMatchObject({ width: 96, height: 96 });
  const { facts } = example!;
  expect(facts).toMatchObject({
    model: 'starter',
    prompt: locales.en.strings['first.prompt'],
    forced: 0,
  });
  expect(facts.tokensTotal).toBeUndefined(); // Of a picture that was stopped only.
  expect(facts.tokens).toHaveLength(144);
});
