import { expect, test } from 'vitest';
import { withHugePages } from '../../../main/children/huge-pages.ts';

test('huge pages are asked for beside what the environment says already', () => {
  expect(withHugePages({ HOME: '/h' })).toEqual({
    HOME: '/h',
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
  });
  expect(withHugePages({ GLIBC_TUNABLES: 'glibc.malloc.check=3' })).toEqual({
    GLIBC_TUNABLES: 'glibc.malloc.check=3:glibc.malloc.hugetlb=1',
  });
});

test('what the environment says of them stays', () => {
  const env = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' };
  expect(withHugePages(env)).toBe(env);
});
