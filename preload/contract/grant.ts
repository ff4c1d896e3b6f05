import { z } from 'zod';

/** Names a folder that the person has let the studio use; never a path. */
export const GrantId = z.uuid();
export type GrantId = z.infer<typeof GrantId>;

/**
 * How the person names a folder: in the system's own dialog, which the desktop host opens, or typed,
 * which is for a browser, where the studio can open none.
 */
export const GrantRequest = z.strictObject({
  typed: z.string().trim().min(1).max(4_096).optional(),
  /** What the folder is for, which the dialog says. Default: a checkpoint to build from. */
  purpose: z.enum(['checkpoint', 'export']).optional(),
});
export type GrantRequest = z.infer<typeof GrantRequest>;

export interface Granted {
  readonly grant: GrantId;
  /** The folder's own name, for the person to read. */
  readonly name: string;
}
