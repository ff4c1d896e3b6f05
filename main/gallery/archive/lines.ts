import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { refused } from '../../zip/reader.ts';
import { archiveLimits } from './format.ts';

/**
 * The records of a file of JSON lines, each parsed.
 *
 * @param name What the file is called, for the refusal.
 * @throws {StudioFailure} `bad-request` at the first line that is too long or no such record.
 */
export async function* recordsOf<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  name: string,
): AsyncGenerator<z.output<Schema>, void> {
  let number = 0;
  for await (const line of linesOf(file, name)) {
    number += 1;
    yield parse(line, schema, `line ${number} of "${name}"`);
  }
}

/** @throws {StudioFailure} `bad-request` */
export function parse<Schema extends z.ZodType>(
  json: Uint8Array,
  schema: Schema,
  where: string,
): z.output<Schema> {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw refused(`${where} is no JSON`, cause);
  }
  const { data, error } = schema.safeParse(said);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const what = issue === undefined ? '' : `: ${issue.path.join('.')} ${issue.message}`;
  throw refused(`${where} does not say what it should${what.slice(0, 200)}`, error);
}

/** The lines of a file, whose last one ends like the others. @throws {StudioFailure} `bad-request` */
export async function* linesOf(file: string, name: string): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  const newline = 0x0a;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
    restBytes += chunk.length - start;
    if (restBytes > archiveLimits.lineBytes) throw refused(`"${name}" has a line without end`);
  }
  if (restBytes > 0) throw refused(`"${name}" ends in the middle of a line`);
}
