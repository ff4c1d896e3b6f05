import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../main/diagnostics.ts';

test.each([
  ['/home/an/data and /home/an', '/home/an', '~/data and ~'],
  ['/home/anna/data', '/home/an', '/home/anna/data'],
  [
    'C:\\Users\\An\\x, c:/users/an/y, "C:\\\\Users\\\\An\\\\z"',
    'C:\\Users\\An',
    '~\\x, ~/y, "~\\\\z"',
  ],
  ['/rooted', '/', '/rooted'],
])('of %s nothing of the home folder %s is left', (text, home, redacted) => {
  expect(redact(text, home)).toBe(redacted);
});

test('wherever the home folder is written, it is not in the report', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9.]{0,12}$/);
  fc.assert(
    fc.property(
      name,
      fc.array(fc.constantFrom('/x', ' ', '"', 'HOME/', 'HOME ')),
      (user, words) => {
        const home = `/home/${user}`;
        const text = words.join('').replaceAll('HOME', home);
        expect(redact(text, home)).not.toContain(`${home}/`);
        expect(redact(text, home)).not.toContain(`${home} `);
      },
    ),
  );
});
