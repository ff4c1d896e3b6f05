/** Hands a file to the browser's downloads. */
export function download({
  bytes,
  name,
  type,
}: {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
}): void {
  downloadBlob(new Blob([Uint8Array.from(bytes)], { type }), name);
}

export function downloadBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  downloadFrom(address, name);
  // The download has begun by then.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

/** Has the browser save what is at an address of ours. */
export function downloadFrom(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
