/**
 * Writes a text into a field as one edit, so that Ctrl+Z takes it back and the browser's own undo
 * stays whole. execCommand is the only way to do that; it is here to stay for this use.
 */
export function replaceText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Nothing else enters the undo stack.
  const edited = document.execCommand('insertText', false, text);
  if (edited) return;
  field.setRangeText(text, 0, field.value.length, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
