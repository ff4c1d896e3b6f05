import path from 'node:path';

/**
 * What a page of ours may do: load itself from its own address, talk to it, show pictures made
 * here. No inline script or style, no frame, no form, no other address.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What every answer says, whichever host gives it. */
export const PAGE_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

/** For what is named by its content. */
export const FOREVER = 'private, max-age=31536000, immutable';

/** The saved pictures, their thumbnails and what was exported, by id; null for anything else. */
export interface Images {
  pictureFile(id: string): Promise<string | null>;
  thumbnailFile(id: string): Promise<string | null>;
  exportFile(id: string): Promise<string | null>;
}

/** Which export the path of an address names, if any. */
export function exportAt(address: string, images: Images): Promise<string | null> | null {
  const id = /^\/export\/([a-f0-9-]{36})$/.exec(address)?.[1];
  return id === undefined ? null : images.exportFile(id);
}

/** What is said with an export: it is saved, under its own name, and never shown as a page. */
export function downloadHeaders(file: string): Readonly<Record<string, string>> {
  const name = encodeURIComponent(path.basename(file)).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16)}`;
  });
  return {
    'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
    'Content-Type': 'application/octet-stream',
  };
}

/** Which image the path of an address names, if any. */
export function imageAt(address: string, images: Images) {
  const picture = /^\/picture\/([a-f0-9]{16,64})\.png$/.exec(address)?.[1];
  if (picture !== undefined) return { type: 'image/png', find: () => images.pictureFile(picture) };
  const copy = /^\/thumbnail\/([a-f0-9]{16,64})\.webp$/.exec(address)?.[1];
  if (copy !== undefined) return { type: 'image/webp', find: () => images.thumbnailFile(copy) };
  return null;
}
