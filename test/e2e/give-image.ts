import type { Page } from '@playwright/test';
import sharp from 'sharp';

/** A wide photo of a red ball on a meadow. */
export function photo(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
    <rect width="480" height="200" fill="#8ec5ee"/><rect y="200" width="480" height="120" fill="#5f9b43"/>
    <circle cx="240" cy="150" r="80" fill="#c8342b"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

interface Given {
  /** Of a JPEG; none: only words are given. */
  readonly bytes?: Buffer;
  /** By their type. */
  readonly words?: Readonly<Record<string, string>>;
  /** Zeros behind the bytes. */
  readonly padding?: number;
  readonly name?: string;
  readonly type?: string;
  /** Where, as a selector; the prompt when there is none. */
  readonly on?: string;
}

/**
 * Drops a file or words, or pastes them, as a person would.
 *
 * @returns Whether the page took it; otherwise the browser does what it does.
 */
export function give(page: Page, how: 'drop' | 'paste', given: Buffer | Given): Promise<boolean> {
  const {
    bytes,
    words = {},
    padding = 0,
    name = 'ball.jpg',
    type = 'image/jpeg',
    on = '#prompt',
  } = Buffer.isBuffer(given) ? { bytes: given } : given;
  return page.evaluate(`(() => {
    const data = new DataTransfer();
    for (const [type, text] of Object.entries(${JSON.stringify(words)})) data.setData(type, text);
    const file = ${JSON.stringify(bytes?.toString('base64') ?? null)};
    if (file !== null) {
      const bytes = Uint8Array.from(atob(file), (each) => each.charCodeAt(0));
      const parts = [bytes, new Uint8Array(${padding})];
      data.items.add(new File(parts, '${name}', { type: '${type}' }));
    }
    const event = { bubbles: true, cancelable: true };
    const isLeft = document.querySelector('${on}').dispatchEvent('${how}' === 'drop'
      ? new DragEvent('drop', { ...event, dataTransfer: data })
      : new ClipboardEvent('paste', { ...event, clipboardData: data }));
    return !isLeft;
  })()`);
}
