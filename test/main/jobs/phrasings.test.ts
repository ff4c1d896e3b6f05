import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasingsFor, weigh } from '../../../main/jobs/phrasings.ts';

const questionsOf = (prompt: string) => phrasingsFor(prompt).questions.map(({ asked }) => asked);

test.each([
  ['a red cat', 'Does this picture show a red cat?', ' Yes'],
  ['빨간 고양이', '이 그림에 다음이 보이나요? 빨간 고양이', ' 네'],
  ['漢字 고양이', '이 그림에 다음이 보이나요? 漢字 고양이', ' 네'],
  ['一只红色的猫', '这张图展示的是一只红色的猫吗？', ' 是'],
  ['三根香蕉, flat emoji', '这张图展示的是三根香蕉, flat emoji吗？', ' 是'],
  ['赤い猫', 'Does this picture show 赤い猫?', ' Yes'],
  ['ネコと月', 'Does this picture show ネコと月?', ' Yes'],
  ['кот', 'Does this picture show кот?', ' Yes'],
  ['!?', 'Does this picture show !??', ' Yes'],
])('“%s” is asked about in its own language, where there is one', (prompt, question, yes) => {
  expect(questionsOf(prompt)[0]).toBe(question);
  expect(phrasingsFor(prompt).yes).toBe(yes);
});

test('English and Korean are word for word what the starter is trained on', async () => {
  const recipe = new URL('../../../native-models/starter/questions.py', import.meta.url);
  const [, block = ''] = /^ASK_FITS = \{\n(.*?)\n\}/ms.exec(await readFile(recipe, 'utf8')) ?? [];
  const trained = Object.fromEntries(
    [...block.matchAll(/"(\w+)": \((.*)\)/g)].map(([, language = '', list = '']) => [
      language,
      JSON.parse(`[${list}]`) as string[],
    ]),
  );
  const asked = (prompt: string) => questionsOf(prompt).map((text) => text.replace(prompt, '{}'));
  expect(trained).toEqual({ en: asked('a red cat'), ko: asked('빨간 고양이') });
});

test('whatever the prompt, it stands in each question once and is shown in none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (prompt) => {
      const { questions, yes, no } = phrasingsFor(prompt);
      expect(questions).toHaveLength(3);
      const bare = prompt.replace(/[\s.!?。！？]+$/u, '') || prompt;
      for (const { asked, shown } of questions) expect(asked).toBe(shown.split('…').join(bare));
      expect(yes).not.toBe(no);
    }),
  );
});

test('a score is the mean of the odds of yes, whatever else the model might say', () => {
  const phrasings = phrasingsFor('一只猫');
  const odds = [
    [-9, -9],
    [-1, -200],
    [-200, -1],
  ];
  const { value, answers } = weigh(phrasings, odds);
  expect(answers.map(({ yes }) => Math.round(100 * yes))).toEqual([50, 100, 0]);
  expect(value).toBeCloseTo(0.5, 12);
  expect(answers[0]?.question).toBe('这张图展示的是…吗？');
});
