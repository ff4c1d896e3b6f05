import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { idFromFolder } from '../../../main/jobs/build-model.ts';
import { ModelId } from '../../../preload/contract/model.ts';

test.each([
  ['Janus-Pro-1B', 'fp32', 'janus-pro-1b'],
  ['Janus-Pro-1B', 'int4', 'janus-pro-1b-int4'],
  ['deepseek-ai_Janus 1.3B!', 'fp32', 'deepseek-ai_janus-1.3b'],
  ['..hidden', 'fp32', 'hidden'],
])('a folder named %s gives at %s the id %s', (name, precision, id) => {
  expect(idFromFolder(name, precision)).toBe(id);
});

test('an id made of a name is an id, or there is a sentence', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('fp32', 'int8'),
      (name, precision) => {
        if (/[a-z0-9]/i.test(name)) {
          expect(ModelId.safeParse(idFromFolder(name, precision)).success).toBe(true);
        }
      },
    ),
  );
  expect(() => idFromFolder('고양이', 'fp32')).toThrow('Name one.');
});
