import { z } from 'zod';
import { ModelId } from './model.ts';

/** What the model is asked to make of a prompt. */
export const PromptHelp = z.strictObject({
  prompt: z.string().trim().min(1).max(4_000),
  /** `expand`: say more of what is seen. `english`: put it into English. */
  wish: z.enum(['expand', 'english']),
  /** Default: the model the studio would choose. */
  model: ModelId.optional(),
  /** Load it though the forecast says that the memory will not do. */
  loadAnyway: z.boolean().optional(),
});
export type PromptHelp = z.infer<typeof PromptHelp>;

/** How the help comes to be, in order; the last event is the whole of it. */
export type PromptHelpEvent =
  | { readonly kind: 'queued'; readonly ahead: number }
  | { readonly kind: 'phase'; readonly phase: 'load' | 'see' | 'read' | 'answer' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'prompt'; readonly prompt: string }
  /** This model cannot: it knows the words of its own small world only. */
  | { readonly kind: 'unable'; readonly model: string };
