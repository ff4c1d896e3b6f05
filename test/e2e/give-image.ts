import type { Page } from '@playwright/test';
import sharp from 'sharp';

/** A wide photo of a red ball on a meadow. */
export function photo(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">
    <rect width="480" height="200" fill="#8ec5ee"/><rect y="200" width="480" height="120" fill="#5f9b43"/>
    <circle cx="240" cy="150" r="80" fill="#c8342b"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/** Drops a file on the prompt, or pastes it there, as a person would. */
export async function give(page: Page, how: 'drop' | 'paste', bytes: Buffer): Promise<void> {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (each) => each.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'ball.jpg', { type: 'image/jpeg' }));
    const given = { bubbles: true, cancelable: true };
    document.querySelector('#prompt').dispatchEvent('${how}' === 'drop'
      ? new DragEvent('drop', { ...given, dataTransfer: data })
      : new ClipboardEvent('paste', { ...given, clipboardData: data }));
  })()`);
}
