import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels } from '../../../preload/contract/channels.ts';

/** A part of a request's JSON schema, as zod writes it. */
interface Part {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly prefixItems?: readonly Part[];
  readonly anyOf?: readonly Part[];
  readonly oneOf?: readonly Part[];
  readonly allOf?: readonly Part[];
}

/** Words that are read or searched for, and open nothing; and the one place where folders are typed. */
const words = new Set([
  'addTags',
  'caption',
  'name', // A template for files: its slashes are taken out of each name.
  'prompt',
  'question',
  'removeTags',
  'tags',
  'template',
  'text',
  'title',
  'typed', // What grants.ts makes an id of, in a browser only.
]);

/** Where `model` is what pictures say of themselves, compared and looked up: any text. */
const byModel = ['gallery:find', 'gallery:facets', 'export:measure', 'export:write'];
for (const name of [...byModel, 'making:patches']) words.add(`${name} model`);

const paths = ['/etc/passwd', '../secret', 'a/../../b', 'C:\\secret', '..', '.', 'a\0b', '~/x'];

/** Every part of a schema, with the name of the field it belongs to. */
function* partsOf(part: Part, field: string): Generator<readonly [Part, string], void> {
  yield [part, field];
  for (const [name, inner] of Object.entries(part.properties ?? {})) yield* partsOf(inner, name);
  const unnamed = [part.items ?? [], part.prefixItems ?? [], part.anyOf ?? [], part.oneOf ?? []];
  for (const inner of [...unnamed, part.allOf ?? []].flat()) yield* partsOf(inner, field);
}

const partsOfRequest = (request: z.ZodType) => [
  ...partsOf(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }) as Part, ''),
];

test.each(Object.entries(channels))('%s takes ids and grants, never paths', (name, { request }) => {
  for (const [part, field] of partsOfRequest(request)) {
    // Nothing is taken as it comes but bytes, which a schema of JSON cannot say.
    if (Object.keys(part).length === 0) expect(field).toBe('bytes');
    // A field that nobody has thought of is refused, not handed on.
    if (part.type === 'object') expect(part.additionalProperties, field).toBe(false);
    if (part.type !== 'string' || part.enum !== undefined || part.const !== undefined) continue;
    if (words.has(field) || words.has(`${name} ${field}`)) continue;
    expect(part.pattern, `${field} is text of any kind`).toBeDefined();
    const accepted = paths.filter((path) => new RegExp(part.pattern ?? '', 'u').test(path));
    expect(accepted, field).toEqual([]);
  }
});

test('all kinds of fields are looked at', () => {
  const fields = Object.entries(channels).flatMap(([name, { request }]) =>
    partsOfRequest(request).flatMap(([, field]) => [field, `${name} ${field}`]),
  );
  // At the top, in a union, in a list, in an object within.
  for (const field of ['id', 'to', 'images', 'picture', 'grant', 'archive', 'parent', 'similarTo'])
    expect(fields).toContain(field);
  for (const word of words) expect(fields).toContain(word);
});
