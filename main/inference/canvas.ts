/**
 * Decides when an unfinished picture is worth a look. A decode costs as much as many tokens (at
 * 1B about a hundred, design §6), so looks are paid from a share of the drawing time.
 */
export interface PreviewBudget {
  /** May a look be taken now? @param drawingMs Time spent drawing so far, looks included. */
  allows(drawingMs: number, rows: number): boolean;
  /** Records what a look at so many rows cost. */
  spend(ms: number, rows: number): void;
}

/** @param share 0 = never, 1 = after every row, between: at most that share of the time. */
export function previewBudget(share: number): PreviewBudget {
  let spentMs = 0;
  let msPerRow = 0;
  return {
    allows: (drawingMs, rows) =>
      share > 0 && (share >= 1 || spentMs + msPerRow * rows <= share * drawingMs),
    spend(ms, rows) {
      spentMs += ms;
      msPerRow = ms / rows;
    },
  };
}
