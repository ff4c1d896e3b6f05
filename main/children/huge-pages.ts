/** glibc's own switch (2.35 and newer; others pass it over): ask for huge pages where memory is large. */
const tunable = 'glibc.malloc.hugetlb=1';

/**
 * An environment in which a process holds what is large in pages of 2 MB where Linux gives them to
 * who asks, as it does by default. Weights and keys are read from end to end for each token, and
 * looking pages of 4 KB up took a twelfth of the time.
 */
export function withHugePages(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = env['GLIBC_TUNABLES'];
  if (given?.includes('glibc.malloc.hugetlb=')) return env;
  return { ...env, GLIBC_TUNABLES: given ? `${given}:${tunable}` : tunable };
}
