import { afterEach, expect, test, vi } from 'vitest';
import { withRegion } from '../../renderer/gallery/region.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ['en', ['fr-FR', 'en-GB', 'en-US'], 'en-GB'],
  ['ko', ['ko', 'en-GB'], 'ko'],
  ['zh', ['en-GB'], 'zh'],
  // Chromium says this where the system has no language; Intl throws at it.
  ['en', ['en-US@posix'], 'en'],
  ['en', ['C', '', 'en-AU'], 'en-AU'],
] as const)('%s among %j is %s', (locale, languages, expected) => {
  vi.stubGlobal('navigator', { languages });
  expect(withRegion(locale)).toBe(expected);
  expect(() => new Intl.DateTimeFormat(withRegion(locale))).not.toThrow();
});
