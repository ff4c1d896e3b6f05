import type { z } from 'zod';
import type { ImageView, ViewRequest } from '../../preload/contract/conversation.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { viewImage } from '../conversations/images.ts';
import { chooseModel } from '../models/library.ts';

/** What every published Janus reads, for as long as there is no model to ask. */
const usualSide = 384;

/** An image as the model is shown it that would answer. */
export async function viewAsModel(
  { id, model }: z.output<typeof ViewRequest>,
  conversations: Conversations,
  models: string,
): Promise<ImageView> {
  const chosen = await chooseModel(models, model).catch(() => null);
  return viewImage(conversations, id, chosen?.imageSide ?? usualSide);
}
