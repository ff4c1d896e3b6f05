import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { phrasingsFor, scoreQuestions, weigh } from '../../../main/jobs/phrasings.ts';

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

test('the prompt is told as a sentence, with the image and without', () => {
  const asked = (prompt: string) => scoreQuestions(phrasingsFor(prompt)).slice(3);
  const telling = { asked: 'Describe this picture.', answers: [' A red cat.'] };
  expect(asked('a red cat.')).toEqual([telling, { ...telling, blind: true }]);
  expect(asked('빨간 고양이')[0]?.answers).toEqual([' 빨간 고양이.']);
  expect(asked('一只红色的猫')[0]?.answers).toEqual([' 一只红色的猫。']);
  expect(asked('😀 face')[0]?.answers).toEqual([' 😀 face.']);
});

test('a score is the mean odds of yes and what the picture adds to the prompt', () => {
  const phrasings = phrasingsFor('一只猫');
  const odds = (...pairs: [number, number][]) =>
    pairs.map((pair) => pair.map((nats) => ({ nats, tokens: 1 })));
  const told = (nats: number) => [{ nats, tokens: 4 }];
  const yesAndNo = odds([-9, -9], [-1, -5], [-4, -2]);
  const { value, answers, gain } = weigh(phrasings, [...yesAndNo, told(-6), told(-10)]);
  expect(answers.map(({ yes }) => Math.round(100 * yes))).toEqual([50, 98, 12]);
  expect(gain).toBe(1);
  expect(value).toBeCloseTo(1 / (1 + Math.exp(-1 / 3 - 1)), 12);
  expect(answers[0]?.question).toBe('这张图展示的是…吗？');
});

test('any odds give a share, and a likelier prompt or a surer yes never a lower one', () => {
  const nats = fc.double({ min: -1e4, max: 0, noNaN: true });
  const row = fc.tuple(nats, nats);
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 3, maxLength: 3 }),
      nats,
      nats,
      nats,
      (odds, a, b, c) => {
        const valueOf = (seen: number, blind: number) => {
          const pairs = odds.map((pair) => pair.map((nats) => ({ nats, tokens: 1 })));
          const told = [seen, blind].map((nats) => [{ nats, tokens: 9 }]);
          return weigh(phrasingsFor('a cat'), [...pairs, ...told]).value;
        };
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(valueOf(low, c)).toBeGreaterThanOrEqual(0);
        expect(valueOf(high, c)).toBeLessThanOrEqual(1);
        expect(valueOf(low, c)).toBeLessThanOrEqual(valueOf(high, c));
      },
    ),
  );
});
