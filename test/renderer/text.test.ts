import { describe, expect, test } from 'vitest';
import { guessLocale, locales, say, sayTime, type Key } from '../../renderer/i18n/text.ts';

const placeholders = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String);

const en = locales.en.strings;
const tries = ['example.try.1', 'example.try.2', 'example.try.3'];

describe.each(['ko', 'zh'] as const)('%s', (locale) => {
  const strings: Record<string, string> = locales[locale].strings;

  test('has every sentence and no other, in the same order', () => {
    expect(Object.keys(strings)).toEqual(Object.keys(en));
  });

  test.each(Object.keys(en) as Key[])('%s has the same placeholders', (key) => {
    expect(placeholders(strings[key]!).sort()).toEqual(placeholders(en[key]).sort());
  });

  test('is written in its own letters, but for names and numbers', () => {
    const script = locale === 'ko' ? /\p{Script=Hangul}/u : /\p{Script=Han}/u;
    // The starter reads English and Korean.
    const same = [
      'progress.tokens',
      'stage.size',
      'making.moment',
      'score.percent',
      ...(locale === 'zh' ? ['first.prompt', ...tries] : []),
    ];
    const plain = (key: string): boolean => same.includes(key);
    const foreign = Object.entries(strings).filter(
      ([key, text]) => !plain(key) && !script.test(text),
    );
    expect(foreign).toEqual([]);
  });
});

test('Korean speaks in 해요체', () => {
  const formal = Object.values(locales.ko.strings).filter((text) =>
    /(니다|하라|시오)[.?]/.test(text),
  );
  expect(formal).toEqual([]);
});

test('no sentence shouts', () => {
  const all = Object.values(locales).flatMap(({ strings }) => Object.values(strings));
  expect(all.filter((text) => /[!！]/.test(text))).toEqual([]);
});

test('fills placeholders in, and leaves one without a value to be seen', () => {
  expect(say('en', 'progress.tokens', { done: 312, total: 576 })).toBe('312 / 576');
  expect(say('en', 'progress.tokens', { done: 312 })).toBe('312 / {total}');
  expect(say('en', 'stage.picture', { prompt: '$& {seed} $1' })).toBe('Picture: $& {seed} $1');
});

test('counts as people do', () => {
  expect(say('en', 'gallery.count', { count: 1 })).toBe('1 picture');
  expect(say('en', 'gallery.count', { count: 2 })).toBe('2 pictures');
  expect(say('ko', 'gallery.count', { count: 1 })).toBe('그림 1장');
});

test.each([
  [['ko-KR', 'en'], 'ko'],
  [['fr-FR', 'zh-Hans-CN'], 'zh'],
  [['fr', 'de'], 'en'],
  [['constructor'], 'en'],
  [[], 'en'],
])('of %s it speaks %s', (languages, locale) => {
  expect(guessLocale(languages)).toBe(locale);
});

test.each([
  [0.2, '1 s'],
  [13.4, '14 s'],
  [21, '25 s'],
  [89, '90 s'],
  [100, '2 min'],
  [5400, '2 h'],
])('%s seconds are about %s', (seconds, words) => {
  expect(sayTime('en', seconds)).toBe(words);
});
