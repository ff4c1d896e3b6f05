import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNames, safeName } from '../../../../main/gallery/export/names.ts';

test('any text becomes a name that every file system takes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(
      '..',
      'con',
      'LPT1.txt',
      ' . ',
      'a/../../b',
      'x'.repeat(400),
      '가'.repeat(400),
      '-rf',
    ),
  );
  fc.assert(
    fc.property(text, (said) => {
      const name = safeName(said);
      expect(name).not.toBe('');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(181);
      expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\u202e]|^[\s.-]|[\s.]$/u);
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      expect(name.isWellFormed()).toBe(true);
      expect(safeName(name)).toBe(name);
    }),
  );
});

test('no two files of an export get one name, also where case is not told apart', () => {
  const stem = fc.constantFrom('a', 'A', 'a-2', 'A-2', '가', '가'.normalize('NFD'));
  fc.assert(
    fc.property(fc.array(stem, { maxLength: 30 }), (stems) => {
      const nameOf = createNames();
      const names = stems.map((each) => nameOf(each, '.png').normalize('NFC').toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
