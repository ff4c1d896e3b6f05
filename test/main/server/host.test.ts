import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { host } from '../../../main/server/host.ts';
import { createFakeStudio, type FakeStudio } from '../../fake-studio.ts';

const built = existsSync(join(import.meta.dirname, '../../../dist/renderer/index.html'));

let folder: string;
let studio: FakeStudio;
let stdout: MockInstance<typeof process.stdout.write>;
let stderr: MockInstance<typeof process.stderr.write>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'janus-host-'));
  studio = await createFakeStudio({ folder });
  stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await studio.close();
  await rm(folder, { recursive: true });
});

const printed = (stream: MockInstance): string[] => stream.mock.calls.map(([text]) => String(text));

/** Runs the host until it has printed its address, does something, and stops it. */
async function whileOpen(
  options: { host?: string; port?: number },
  act: (address: URL) => Promise<void> | void,
): Promise<void> {
  const stop = new AbortController();
  const running = host(
    studio,
    { port: 0, host: '127.0.0.1', open: false, ...options },
    stop.signal,
  );
  try {
    await Promise.race([
      vi.waitFor(() => {
        expect(printed(stdout)).not.toEqual([]);
      }),
      running,
    ]);
    await act(new URL(printed(stdout)[0]!.replace('Janus Studio: ', '').trim()));
  } finally {
    stop.abort();
    await running;
  }
}

describe.runIf(built)('the browser host', () => {
  test('prints one line, serves the page, and closes its port at the end', async () => {
    let address = new URL('http://unset.invalid');
    await whileOpen({}, async (opened) => {
      address = opened;
      expect((await fetch(opened, { redirect: 'manual' })).status).toBe(303);
    });
    expect(printed(stdout)).toEqual([
      expect.stringMatching(/^Janus Studio: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/),
    ]);
    expect(printed(stderr)).toEqual([]);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('warns when it is open to the network, and says what is safe instead', async () => {
    await whileOpen({ host: '0.0.0.0' }, ({ hostname }) => {
      expect(hostname).toBe('127.0.0.1');
    });
    expect(printed(stderr)).toHaveLength(1);
    expect(printed(stderr)[0]).toMatch(/^Warning: .*plain HTTP.*secure context.*ssh -L \d+:/);
    expect(printed(stdout)).toHaveLength(1);
  });

  test.each(['127.0.0.1', 'localhost'])('does not warn on %s', async (name) => {
    await whileOpen({ host: name }, () => undefined);
    expect(printed(stderr)).toEqual([]);
  });

  test('a taken port is one sentence', async () => {
    await whileOpen({}, async ({ port }) => {
      const again = host(
        studio,
        { port: Number(port), host: '127.0.0.1', open: false },
        new AbortController().signal,
      );
      await expect(again).rejects.toThrow(`Port ${port} is in use by another program.`);
    });
  });

  test('a signal that came before it was ready ends it all the same', async () => {
    const options = { port: 0, host: '127.0.0.1', open: false };
    await host(studio, options, AbortSignal.abort());
    expect(printed(stdout)).toHaveLength(1);
  });
});
