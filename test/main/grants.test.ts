import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { toFailure } from '../../main/failure.ts';
import { createGrants } from '../../main/grants.ts';
import { GrantId } from '../../preload/contract/grant.ts';
import { emptyFolder } from './folder.ts';

async function checkpoint(): Promise<string> {
  const folder = path.join(await emptyFolder(), 'Janus-Pro-1B');
  await mkdir(folder);
  return folder;
}

test('a typed folder becomes an id and a name, and only the id leads back', async () => {
  const folder = await checkpoint();
  const grants = createGrants(null);
  const granted = await grants.grantFolder({ typed: folder });
  expect(granted).toEqual({ grant: expect.any(String) as string, name: 'Janus-Pro-1B' });
  expect(GrantId.safeParse(granted?.grant).success).toBe(true);
  expect(JSON.stringify(granted)).not.toContain(path.dirname(folder));
  expect(grants.folderOf(granted!.grant)).toBe(folder);
});

test('the same folder has one id, however it is written', async () => {
  const folder = await checkpoint();
  const grants = createGrants(null);
  const [plain, quoted, round] = await Promise.all(
    [folder, `"${folder}"`, `${folder}/../Janus-Pro-1B/`].map((typed) =>
      grants.grantFolder({ typed }),
    ),
  );
  expect(quoted).toEqual(plain);
  expect(round).toEqual(plain);
  expect((await grants.grantFolder({ typed: '~' }))?.name).toBe(path.basename(homedir()));
});

test('an id that was not given out opens nothing', () => {
  const grants = createGrants(null);
  for (const id of ['/etc', crypto.randomUUID(), '__proto__']) {
    expect(() => grants.folderOf(id)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
  }
});

test('a grant is of the folder, not of a link that is turned elsewhere later', async () => {
  const folder = await checkpoint();
  const link = path.join(await emptyFolder(), 'link');
  await symlink(folder, link);
  const grants = createGrants(null);
  const granted = await grants.grantFolder({ typed: link });
  await rename(link, `${link}-old`);
  await symlink('/etc', link);
  expect(grants.folderOf(granted!.grant)).toBe(folder);
});

test('what is no folder is refused in a sentence', async () => {
  const folder = await checkpoint();
  const file = path.join(folder, 'config.json');
  await writeFile(file, '{}');
  const refusal = async (typed?: string): Promise<string> => {
    try {
      return JSON.stringify(
        await createGrants(null).grantFolder(typed === undefined ? {} : { typed }),
      );
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      return `${code}: ${message}`;
    }
  };
  expect(await refusal(file)).toBe(`bad-request: Expected a folder, but ${file} is not one.`);
  expect(await refusal(`${folder}/none`)).toMatch(/^not-found: There is no folder .+none\./);
  expect(await refusal('models/1B')).toMatch(/^bad-request: .+ but received "models\/1B"\.$/);
  expect(await refusal(`${folder}\0`)).toMatch(/^not-found: /);
  expect(await refusal()).toMatch(/^bad-request: Expected the whole path of a folder/);
});

test('where the system has a dialog, the window cannot name a folder by itself', async () => {
  const folder = await checkpoint();
  const answers = [folder, null];
  const grants = createGrants(() => Promise.resolve(answers.shift() ?? null));
  await expect(async () => grants.grantFolder({ typed: folder })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  expect((await grants.grantFolder({}))?.name).toBe('Janus-Pro-1B');
  expect(await grants.grantFolder({})).toBeNull();
});
