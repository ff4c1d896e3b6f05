import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { archiveEnding } from '../main/gallery/archive/format.ts';

/** What `electron-builder.yml` says, against electron-builder's own schema and what the app needs. */

const root = path.join(import.meta.dirname, '..');
const packer = createRequire(
  createRequire(import.meta.url).resolve('electron-builder/package.json'),
);

/** As electron-builder groups them. */
type Files = readonly (string | { readonly filter: readonly string[] })[];

interface Platform {
  readonly files: Files;
}
interface Target {
  readonly target: string;
  readonly arch?: readonly string[];
}
interface Config {
  readonly files: Files;
  readonly asar: boolean;
  readonly asarUnpack: readonly string[];
  readonly npmRebuild: boolean;
  readonly fileAssociations: readonly { readonly ext: string; readonly mimeType: string }[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly icon: string;
  readonly linux: Platform & { readonly target: readonly string[] };
  readonly mac: Platform & { readonly target: readonly Target[] };
  readonly win: Platform & { readonly target: string };
  readonly appImage: { readonly executableArgs: readonly string[] };
  readonly deb: { readonly appArmorProfile: string };
}
interface Packer {
  readonly getConfig: (folder: string, file: string, options: null) => Promise<Config>;
  readonly validateConfiguration: (
    config: unknown,
    log: { readonly isEnabled: boolean },
  ) => Promise<void>;
}
const { getConfig, validateConfiguration } = packer(
  'app-builder-lib/out/util/config/config.js',
) as Packer;

let config: Config;
beforeAll(async () => {
  config = await getConfig(root, 'electron-builder.yml', null);
});

test('the file is what electron-builder takes, and its schema would say otherwise', async () => {
  await validateConfiguration(config, { isEnabled: false });
  await expect(
    validateConfiguration({ ...config, electronFuses: { runAsNodes: true } }, { isEnabled: false }),
  ).rejects.toThrow(/electronFuses/);
});

test('an exported archive opens with the app, by the ending that the app looks for', () => {
  expect(config.fileAssociations).toMatchObject([
    { ext: archiveEnding.slice(1), role: 'Viewer', rank: 'Owner' },
  ]);
  // Debian associates by this alone.
  expect(config.fileAssociations[0]?.mimeType).toMatch(/^application\/vnd\./);
});

test('the program runs this app and nothing else', () => {
  expect(config.asar).toBe(true);
  expect(config.electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  });
});

test('there is a package for each system, with an icon large enough for all of them', () => {
  expect(config.linux.target).toEqual(['AppImage', 'deb']);
  expect(config.mac.target).toEqual([{ target: 'dmg', arch: ['arm64'] }]);
  expect(config.win.target).toBe('nsis');
  const png = readFileSync(path.join(root, config.icon));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024]);
});

test('the sandbox is on: the deb has its profile, and the AppImage does not switch it off', () => {
  const profile = readFileSync(path.join(root, config.deb.appArmorProfile), 'utf8');
  expect(profile).toMatch(/^\s*userns,/m);
  expect(config.appImage.executableArgs).toEqual([]);
});

const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

test('everything the host imports is packed: its own files, and dependencies of production', () => {
  expect(packed(packageJson.main, 'linux', 'x64')).toBe(true);
  const shipped = [
    'dist/preload/index.cjs',
    'dist/renderer/index.html',
    'dist/renderer/licences.json',
    'LICENSE',
    'assets/icon.png',
    'assets/fonts/sheet.otf',
    'assets/fonts/LICENSE',
    'assets/starter/model.safetensors',
    'assets/starter/LICENSE',
  ];
  for (const file of shipped) {
    expect(packed(file, 'linux', 'x64'), file).toBe(true);
  }
  expect(packed('test/packaging.test.ts', 'linux', 'x64')).toBe(false);
  const imported = new Set(['main', 'native-models', 'preload/contract'].flatMap(importsBelow));
  imported.delete('electron');
  imported.delete('vite'); // main/vite.config.ts builds; it is not run.
  expect(imported).toContain('better-sqlite3');
  for (const name of imported) expect(Object.keys(packageJson.dependencies)).toContain(name);
});

describe('native files', () => {
  const natives = ['onnxruntime-node', 'better-sqlite3', '@img', 'sharp'].flatMap((name) =>
    filesBelow(path.join(root, 'node_modules', name))
      .filter((file) => /\.(node|so|so\.[\d.]+|dylib|dll)$/.test(file))
      .map((file) => path.relative(root, file).split(path.sep).join('/')),
  );

  test('are files of their own beside the archive, all of them', () => {
    expect(natives.length).toBeGreaterThan(8);
    for (const file of natives) {
      expect(
        config.asarUnpack.some((pattern) => path.matchesGlob(file, pattern)),
        file,
      ).toBe(true);
    }
  });

  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ] as const)('for %s on %s are packed, and no others', (platform, arch) => {
    for (const file of natives.filter((each) => !each.startsWith('node_modules/@img'))) {
      const words = file.split(/[/.-]/);
      const fits = words.includes(platform) && words.includes(arch);
      expect(packed(file, platform, arch), file).toBe(fits);
    }
  });
});

test('of sharp, only the binaries for the system and processor are packed', () => {
  const binaries = ['linux', 'linuxmusl', 'darwin', 'win32'].flatMap((system) =>
    ['x64', 'arm64'].flatMap((arch) => [`${system}-${arch}`, `libvips-${system}-${arch}`]),
  );
  const kept = (platform: 'linux' | 'darwin' | 'win32', arch: string) =>
    binaries.filter((name) => packed(`node_modules/@img/sharp-${name}/lib/x.node`, platform, arch));
  expect(kept('linux', 'x64')).toEqual(['linux-x64', 'libvips-linux-x64']);
  expect(kept('linux', 'arm64')).toEqual(['linux-arm64', 'libvips-linux-arm64']);
  expect(kept('darwin', 'arm64')).toEqual(['darwin-arm64', 'libvips-darwin-arm64']);
  expect(kept('win32', 'x64')).toEqual(['win32-x64', 'libvips-win32-x64']);
  expect(packed('node_modules/@img/colour/index.js', 'linux', 'x64')).toBe(true);
});

/** Whether a file of the app is packed, as electron-builder reads its patterns: the last one wins. */
function packed(file: string, platform: 'linux' | 'darwin' | 'win32', arch: string): boolean {
  const key = ({ linux: 'linux', darwin: 'mac', win32: 'win' } as const)[platform];
  // Dependencies come by themselves; patterns only take from them.
  let taken = file.startsWith('node_modules/');
  const all = [...config.files, ...config[key].files];
  for (const pattern of all.flatMap((each) => (typeof each === 'string' ? each : each.filter))) {
    const glob = pattern.replace(/^!/, '').replaceAll('${arch}', arch);
    if (path.matchesGlob(file, glob)) taken = !pattern.startsWith('!');
  }
  return taken;
}

function importsBelow(folder: string): string[] {
  return filesBelow(path.join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/(?:from |import\()'((?:@[\w-]+\/)?[a-z][\w.-]*)/g),
    ])
    .flatMap(([, name]) => (name === undefined || name === 'node' ? [] : [name]))
    .filter((name) => !name.startsWith('node:'));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
