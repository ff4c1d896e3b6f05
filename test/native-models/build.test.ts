import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { forecast } from '../../native-models/forecast.ts';
import { buildModel, inspectCheckpoint, verifyModel } from '../../native-models/index.ts';
import { manifestFile, readManifest } from '../../native-models/manifest.ts';

let models: string;
beforeEach(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'janus-build-'));
});
afterEach(() => rm(models, { recursive: true, force: true }));

const tiny = () => path.join(inject('checkpoints'), 'tiny');
const build = (change: object = {}, signal?: AbortSignal) =>
  Array.fromAsync(
    buildModel({ checkpoint: tiny(), models, id: 'm', precision: 'fp32', ...change }, signal),
  );

describe('a build', () => {
  test('tells its progress in order and ends with the model', async () => {
    const steps = await build();
    const doneBytes = steps.flatMap((step) =>
      step.kind === 'progress' && step.phase === 'write' ? [step.doneBytes] : [],
    );
    expect(doneBytes).toEqual([...doneBytes].sort((a, b) => a - b));
    expect(steps.at(-1)).toMatchObject({ kind: 'built', id: 'm' });
    const manifest = await readManifest(path.join(models, 'm'));
    expect(manifest).toMatchObject({
      family: 'janus-pro',
      precision: 'fp32',
      device: 'cpu',
      source: { layout: 'transformers' },
    });
    expect(await readdir(models)).toEqual(['m']);
  });

  test('of one seed has the same weights in both layouts', async () => {
    const files = async (id: string) => {
      const { files } = await readManifest(path.join(inject('models'), id));
      return Object.fromEntries(files.map((file) => [file.path, file.sha256]));
    };
    expect(await files('tiny-deepseek')).toEqual(await files('tiny'));
  });

  test('that is cancelled leaves nothing behind', async () => {
    for (const phase of ['read', 'write', 'verify'] as const) {
      const stop = new AbortController();
      const building = async () => {
        const order = { checkpoint: tiny(), models, id: 'm', precision: 'fp32' };
        for await (const step of buildModel(order, stop.signal)) {
          if (step.kind === 'progress' && step.phase === phase) stop.abort();
        }
      };
      await expect(building(), phase).rejects.toMatchObject({ code: 'cancelled' });
      expect(await readdir(models), phase).toEqual([]);
    }
  });

  test('that was killed leaves no model, and the next build clears it away', async () => {
    const half = path.join(import.meta.dirname, 'half-build.ts');
    const child = fork(half, [tiny(), models], { stdio: 'ignore' });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [left] = await readdir(models);
    expect(left).toMatch(/^\.building-killed-/);
    await build();
    expect(await readdir(models)).toEqual(['m']);
  });
});

test('killed at any moment, a build leaves a whole model or none, and never blocks the next', async () => {
  // Spread over the second or so that building takes, so that every phase is met.
  for (const afterMs of [0, 40, 130, 310, 520, 740, 990]) {
    const child = fork(path.join(import.meta.dirname, 'whole-build.ts'), [tiny(), models], {
      stdio: 'ignore',
    });
    const over = once(child, 'exit');
    await once(child, 'message');
    await Promise.race([sleep(afterMs), over]);
    child.kill('SIGKILL');
    await over;
    const visible = (await readdir(models)).filter((name) => !name.startsWith('.'));
    if (visible.includes('killed')) await verified(path.join(models, 'killed'));
    else expect(visible, `after ${afterMs} ms`).toEqual([]);
    await rm(path.join(models, 'killed'), { recursive: true, force: true });
  }
  await build();
  expect(await readdir(models)).toEqual(['m']);
}, 60_000);

/** Verifies to the end, and says in which phases. */
async function verified(folder: string): Promise<string[]> {
  const phases: string[] = [];
  for await (const { phase, doneBytes, totalBytes } of verifyModel(folder)) {
    expect(doneBytes).toBeLessThanOrEqual(totalBytes);
    if (phases.at(-1) !== phase) phases.push(phase);
  }
  return phases;
}
// A file system of a few megabytes, mounted where nobody else sees it: by root, or by whoever may
// make a name space of his own.
const apart = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const canMount =
  spawnSync('unshare', [...apart, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;

test.runIf(canMount).each(['a quarter', 'half', 'all but the patch table'])(
  'on a disk that holds %s of it, a build says that it is full and leaves nothing',
  async (share) => {
    const { files, patches } = await readManifest(path.join(inject('models'), 'tiny'));
    const bytesOf = (is: (name: string) => boolean) =>
      files.reduce((sum, file) => sum + (is(file.path) ? file.sizeBytes : 0), 0);
    const graphs = bytesOf((name) => /\.(data|onnx)$/.test(name));
    const table = bytesOf((name) => name === patches.file);
    const room = { 'a quarter': graphs / 4, half: graphs / 2 }[share] ?? graphs + table / 2;
    const script = `mount -t tmpfs -o size=${Math.round(room / 1024)}k tmpfs "$1" && exec "$2" "$3" "$4" "$1" fp32`;
    const full = path.join(import.meta.dirname, 'full-disk.ts');
    const args = [...apart, 'sh', '-c', script, 'sh', models, process.execPath, full, tiny()];
    const { stdout, stderr, status } = spawnSync('unshare', args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const { failure, left } = JSON.parse(stdout) as {
      failure: { code?: string; message?: string };
      left: string[];
    };
    expect(failure).toEqual({
      code: 'disk-full',
      message:
        'The disk is full. The half-built model was removed; free some space and build again.',
    });
    expect(left).toEqual([]);
  },
);

describe('a forecast', () => {
  const plenty = { freeDiskBytes: 1e15, memoryBytes: 1e15 };
  const warned = (steps: Awaited<ReturnType<typeof build>>) =>
    steps.flatMap((step) => (step.kind === 'warning' ? [step.sentence] : []));

  test('says nothing where there is plenty, and the model is run once', async () => {
    expect(warned(await build({ machine: plenty }))).toEqual([]);
    expect((await readManifest(path.join(models, 'm'))).verification).toBe('ran');
  });

  test('warns of a full disk and of too little memory, and builds all the same', async () => {
    const steps = await build({ machine: { freeDiskBytes: 1000, memoryBytes: 1e6 } });
    expect(warned(steps)).toEqual([
      expect.stringContaining('of disk'),
      expect.stringContaining('of memory'),
    ]);
    const { verification } = await readManifest(path.join(models, 'm'));
    expect(verification).toMatch(/^structure only: running it needs about 0\.5 GB/);
    await verified(path.join(models, 'm'));
  });

  test('counts fp16 as what it is widened to', async () => {
    const { builds } = await inspectCheckpoint(tiny());
    const { memoryBytes, trialBytes } = builds.find(({ precision }) => precision === 'fp32')!.needs;
    const tight = { ...plenty, memoryBytes: memoryBytes - 1 };
    const steps = await build({ precision: 'fp16', machine: tight });
    expect(warned(steps)).toEqual([expect.stringContaining('of memory')]);
    const tighter = { ...plenty, memoryBytes: trialBytes - 1 };
    await build({ precision: 'fp16', machine: tighter, id: 'n' });
    const { verification } = await readManifest(path.join(models, 'n'));
    expect(verification).toMatch(/^structure only/);
  });

  test('of the disk is what the weights then take', async () => {
    for (const id of ['tiny', 'tiny-fp16', 'tiny-int8', 'tiny-int4']) {
      const { files, config } = await readManifest(path.join(inject('models'), id));
      const written = files.filter(({ path: file }) => file.endsWith('.data'));
      const bytes = written.map(({ sizeBytes }) => sizeBytes);
      const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      expect(forecast(config, bytes).diskBytes).toBeLessThanOrEqual(total);
      expect(forecast(config, bytes).diskBytes).toBeGreaterThan(0.5 * total);
    }
  });

  test('of another machine is in manifests; those of before were all run', async () => {
    const folder = path.join(models, 'old');
    await cp(path.join(inject('models'), 'tiny'), folder, { recursive: true });
    const file = path.join(folder, manifestFile);
    const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    delete json['verification'];
    await writeFile(file, JSON.stringify(json));
    expect((await readManifest(folder)).verification).toBe('ran');
  });
});

describe('refused with a sentence', () => {
  test.each([
    [{ id: '../up' }, 'bad-request', 'lower-case letters'],
    [{ precision: 'int3' }, 'bad-request', 'int3'],
    [{ checkpoint: '/nowhere' }, 'bad-checkpoint', '/nowhere'],
  ] as const)('%o', async (change, code, words) => {
    const building = build(change);
    await expect(building).rejects.toMatchObject({ code });
    await expect(building).rejects.toThrow(words);
    expect(await readdir(models)).toEqual([]);
  });

  test.each([
    ['no JSON', '{', 'Expected tokenizer.json to be JSON'],
    ['no tokens', '{}', 'to list its added tokens'],
  ])('a tokenizer.json with %s, before anything is written', async (_, text, words) => {
    const checkpoint = path.join(models, '..', `${path.basename(models)}-tokenizer`);
    await cp(tiny(), checkpoint, { recursive: true });
    await writeFile(path.join(checkpoint, 'tokenizer.json'), text);
    const phases: string[] = [];
    const building = async () => {
      const order = { checkpoint, models, id: 'm', precision: 'fp32' };
      for await (const step of buildModel(order)) {
        phases.push(step.kind === 'progress' ? step.phase : step.kind);
      }
    };
    const built = building();
    await expect(built).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await expect(built).rejects.toThrow(words);
    expect(phases).toEqual(['read']);
    await rm(checkpoint, { recursive: true });
    expect(await readdir(models)).toEqual([]);
  });

  test('an id that is taken', async () => {
    await mkdir(path.join(models, 'm'));
    await expect(build()).rejects.toThrow('already there');
  });

  test.each([
    ['fp32', 'lm_head.weight', 0x7fc0, 'element 5 of language_model.lm_head.weight is NaN'],
    ['fp16', 'lm_head.weight', 0xff80, 'element 5 of language_model.lm_head.weight is -Infinity'],
    ['int8', 'lm_head.weight', 0x7f80, 'element 5 of language_model.lm_head.weight is Infinity'],
    [
      'int4',
      'model.language_model.layers.1.mlp.up_proj.weight',
      0x7fc0,
      'element 5 of language_model.model.layers.1.mlp.up_proj.weight is NaN',
    ],
  ])('NaN or infinity in the weights, found at %s', async (precision, name, bits, words) => {
    const checkpoint = path.join(models, '..', `${path.basename(models)}-nan`);
    await cp(tiny(), checkpoint, { recursive: true });
    const file = path.join(checkpoint, 'model.safetensors');
    const bytes = await readFile(file);
    const header = JSON.parse(
      bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE(0))),
    ) as Record<string, { data_offsets: [number, number] }>;
    const start = 8 + Number(bytes.readBigUInt64LE(0)) + header[name]!.data_offsets[0];
    bytes.writeUInt16LE(bits, start + 10);
    await writeFile(file, bytes);
    await expect(build({ checkpoint, precision })).rejects.toThrow(words);
    await rm(checkpoint, { recursive: true });
    expect(await readdir(models)).toEqual([]);
  });
});

describe('verify', () => {
  let folder: string;
  beforeEach(async () => {
    folder = path.join(models, 'copy');
    await cp(path.join(inject('models'), 'tiny'), folder, { recursive: true });
  });

  test('passes what was built, and says how far it is', async () => {
    expect(await verified(folder)).toEqual(['hash', 'verify']);
  });

  test.each(['language.data', 'language.onnx', 'tokenizer.json'])(
    'finds a flipped byte in %s',
    async (name) => {
      const file = path.join(folder, name);
      const bytes = await readFile(file);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      await writeFile(file, bytes);
      await expect(verified(folder)).rejects.toThrow(`${name} is not what was built`);
    },
  );

  test('finds a file that is missing or cut short', async () => {
    const file = path.join(folder, 'language.data');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, -1));
    await expect(verified(folder)).rejects.toThrow(`has ${bytes.length - 1} bytes`);
    await rm(file);
    await expect(verified(folder)).rejects.toThrow('is missing');
  });

  test.each([
    [
      'a newer format',
      (json: Record<string, unknown>) => ({ ...json, format: 99 }),
      'newer Janus Studio',
    ],
    [
      'a path in a file name',
      (json: Record<string, unknown>) => ({
        ...json,
        files: [{ path: '../x', sizeBytes: 1, sha256: 'a'.repeat(64) }],
      }),
      'files.0.path',
    ],
    ['an unknown key', (json: Record<string, unknown>) => ({ ...json, surprise: 1 }), 'surprise'],
    ['not an object', () => 7, 'expected object'],
  ])('refuses a manifest with %s', async (_, change, words) => {
    const file = path.join(folder, manifestFile);
    const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify(change(json)));
    await expect(verified(folder)).rejects.toThrow(words);
  });

  test('says where a model was expected', async () => {
    await expect(verified(path.join(models, 'nothing'))).rejects.toThrow('Expected a built model');
  });
});
