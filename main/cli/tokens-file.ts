import { z } from 'zod';
import { StudioFailure } from '../failure.ts';
import { readJsonFile } from './files.ts';

const Tokens = z.array(z.int().min(0).max(0xffff_ffff)).max(65_536);

const TokensFile = z.union([
  Tokens,
  z.object({ tokens: Tokens }).transform(({ tokens }) => tokens),
  z
    .object({ pictures: z.tuple([z.object({ tokens: Tokens })], z.unknown()) })
    .transform(({ pictures }) => pictures[0].tokens),
]);

/** What `--help` says of a tokens file. */
export const tokensFileHelp =
  'JSON: [1, 2, …], or {"tokens": […]}, or what draw --json printed (its first picture)';

/** Reads picture tokens from a file. @throws {StudioFailure} `bad-tokens` */
export async function readTokensFile(file: string): Promise<readonly number[]> {
  const tokens = TokensFile.safeParse(await readJsonFile(file));
  if (tokens.success) return tokens.data;
  throw new StudioFailure(
    'bad-tokens',
    `Expected ${file} to hold picture tokens, whole numbers from 0, as ${tokensFileHelp}.`,
  );
}
