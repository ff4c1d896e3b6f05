import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { FakeOptions } from '../fake-studio.ts';

/** A studio that runs in a process of its own, as a person would run it. */
export interface Served {
  /** As printed, with the token. */
  readonly address: string;
  readonly origin: string;
  readonly port: number;
  /** Everything on stdout so far. */
  stdout(): string;
  stderr(): string;
  /** Sends SIGINT, as Ctrl+C does. @returns The exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** Tests say themselves which models there are. */
const env = { ...process.env, JANUS_STUDIO_STARTER: '', JANUS_FAKE_TALK_MS: '8' };

/** The browser host around an in-memory studio: quick, and it can be made to fail. */
export function serveFake(
  options: Omit<FakeOptions, 'folder'> & { port?: number; folder?: string } = {},
): Promise<Served> {
  const script = join(import.meta.dirname, 'serve-fake.ts');
  return serve([script, JSON.stringify(options)]);
}

/** The real studio with an engine that only talks. */
export function serveTalking(
  options: {
    readonly imageSide?: number;
    readonly model?: boolean;
    readonly memory?: number;
  } = {},
): Promise<Served> {
  const script = join(import.meta.dirname, 'serve-talking.ts');
  return serve([script, JSON.stringify(options)]);
}

const bin = join(root, 'main/bin.js');

/** Runs one command of the terminal host to its end. */
export async function runStudio(...args: readonly string[]): Promise<void> {
  await runScript(bin, ...args);
}

/** Runs a script to its end. */
export async function runScript(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [...args], { cwd: root, env });
}

/** The studio itself on a data folder: `studio serve --port 0 --no-open`. */
export function serveStudio(dataFolder: string): Promise<Served> {
  return serve([bin, 'serve', '--port', '0', '--no-open', '--data', dataFolder]);
}

/** The studio itself, with the starter that ships. */
export function serveStarter(
  dataFolder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const shipped = { ...env, JANUS_STUDIO_STARTER: join(root, 'assets/starter'), ...variables };
  return serve([bin, 'serve', '--port', '0', '--no-open', '--data', dataFolder], shipped);
}

async function serve(args: readonly string[], variables = env): Promise<Served> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')));
    });
    child.on('exit', (code) => {
      reject(new Error(`Expected an address but the studio ended with ${code}: ${stderr}`));
    });
  });
  const address = /^Janus Studio: (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43})$/.exec(line)?.[1];
  if (address === undefined) throw new Error(`Expected an address but received: ${line}`);
  const { origin, port } = new URL(address);
  return {
    address,
    origin,
    port: Number(port),
    stdout: () => stdout,
    stderr: () => stderr,
    stop: () => end(child),
    kill: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGINT');
    await exit;
  }
  return child.exitCode;
}

interface Fixtures {
  /** Starts studios that are stopped after the test. */
  readonly start: (starting: Promise<Served>) => Promise<Served>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this pattern
  start: async ({}, use) => {
    const all: Served[] = [];
    await use(async (starting) => {
      const served = await starting;
      all.push(served);
      return served;
    });
    await Promise.all(all.map((served) => served.stop()));
  },
});

export { expect };

/** A frame of the developing picture as the screen showed it. */
export interface SeenFrame {
  readonly seq: number;
  readonly tokensDone: number;
  readonly height: number;
  readonly side: number;
  readonly final: boolean;
  /** Lowest row with a pixel on it, plus one. */
  readonly paintedHeight: number;
}

/** Notes every frame that the stage's canvas shows, from before the page's own scripts. */
export async function watchCanvas(page: Page): Promise<() => Promise<SeenFrame[]>> {
  await page.addInitScript(() => {
    interface Canvas {
      dataset: Record<string, string>;
      width: number;
      height: number;
      getContext(kind: '2d'): {
        getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
      };
    }
    const scope = globalThis as unknown as {
      seenFrames: unknown[];
      document: { querySelector(selector: string): Canvas | null };
      requestAnimationFrame(callback: () => void): void;
    };
    scope.seenFrames = [];
    let last = '';
    const look = (): void => {
      const canvas = scope.document.querySelector('figure canvas');
      const { seq = '-1', tokens, height, final } = canvas?.dataset ?? {};
      if (canvas && seq !== '-1' && seq !== last) {
        last = seq;
        const { width: side } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, side, side);
        const painted = data.findLastIndex((value, at) => at % 4 === 3 && value > 0);
        scope.seenFrames.push({
          seq: Number(seq),
          tokensDone: Number(tokens),
          height: Number(height),
          side,
          final: final === 'true',
          paintedHeight: Math.floor(painted / 4 / side) + 1,
        });
      }
      scope.requestAnimationFrame(look);
    };
    scope.requestAnimationFrame(look);
  });
  return () => page.evaluate('seenFrames');
}

/** Whether the canvas on the stage holds the pixels of a saved picture. */
export function canvasEquals(page: Page, pictureId: string): Promise<boolean> {
  return page.evaluate(`(async () => {
    const canvas = document.querySelector('figure canvas');
    const blob = await (await fetch('/picture/${pictureId}.png')).blob();
    const picture = await createImageBitmap(blob);
    const other = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    other.drawImage(picture, 0, 0);
    const a = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const b = other.getImageData(0, 0, picture.width, picture.height).data;
    return a.length === b.length && a.every((value, at) => value === b[at]);
  })()`);
}

/** Scrolls an element's inside to a height, in CSS pixels. */
export async function scrollTo(element: Locator, top: number): Promise<void> {
  await element.evaluate((scroller: unknown, height) => {
    (scroller as { scrollTo(left: number, top: number): void }).scrollTo(0, height);
  }, top);
}
