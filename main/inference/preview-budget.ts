/** From one look to the next, where rows come faster: more are not seen, and each is paid for. */
const lookMs = 33;

/**
 * Decides when a look at an unfinished picture is worth it, and when a true decode is. A decode costs
 * as much as many tokens (at 1B about a hundred, design §6), so decodes are paid from a share of the
 * drawing time.
 */
export interface PreviewBudget {
  /** Is it time for another look? @param drawingMs Time since drawing began. */
  looks(drawingMs: number): boolean;
  /** May one be made now? @param drawingMs Time spent drawing so far, decodes included. */
  allows(drawingMs: number, rows: number): boolean;
  /** Records what a decode of so many rows cost. */
  spend(ms: number, rows: number): void;
}

/** @param share 0 = never, 1 = after every row, between: decodes cost at most that share of the time. */
export function previewBudget(share: number): PreviewBudget {
  let spentMs = 0;
  let msPerRow: number | null = null;
  let lookedMs = -Infinity;
  return {
    looks(drawingMs) {
      if (share <= 0 || share >= 1) return share >= 1;
      if (drawingMs - lookedMs < lookMs) return false;
      lookedMs = drawingMs;
      return true;
    },
    allows(drawingMs, rows) {
      if (share <= 0 || share >= 1) return share >= 1;
      // What the first one costs is not known: it is made once the budget could bear a row of a
      // second, so that on a slow machine it does not come before there is something to see.
      if (msPerRow === null) return share * drawingMs >= 100 * rows || drawingMs * share >= 1000;
      return spentMs + msPerRow * rows <= share * drawingMs;
    },
    spend(ms, rows) {
      spentMs += ms;
      msPerRow = ms / rows;
    },
  };
}
