/** Whether keys belong to a field that is typed into. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type)))
  );
}

/** Which letter a key means: as it is printed, or by its place where the layout writes no Latin. */
export function letterOf({ key, code }: { key: string; code: string }): string | null {
  const printed = /^[a-z]$/i.test(key) ? key : (/^Key([A-Z])$/.exec(code)?.[1] ?? null);
  return printed?.toLowerCase() ?? null;
}
