import type { Routes } from '../../preload/contract/channels.ts';
import { changeConversation, purgeConversations } from '../conversations/change.ts';
import { exportConversation } from '../conversations/export.ts';
import { findConversations, openConversation } from '../conversations/find.ts';
import { attachImage, cropImage, lookAtImage } from '../conversations/images.ts';
import { askInConversation, stopAnswer, type AskBench } from '../jobs/ask-in-conversation.ts';
import { viewAsModel } from '../jobs/view-image.ts';

type ConversationRoutes = Pick<
  Routes,
  Extract<keyof Routes, `conversation:${string}` | `conversations:${string}` | `image:${string}`>
>;

/** The channels of conversations and of the images they are about. */
export function conversationRoutes(bench: AskBench): ConversationRoutes {
  const { conversations, models } = bench;
  const { sqlite } = conversations;
  return {
    'conversations:find': answer((query) => findConversations(sqlite, query)),
    'conversations:purge': (request) => purgeConversations(conversations, request),
    'conversation:open': answer(({ id }) => openConversation(sqlite, id)),
    'conversation:change': (change) => changeConversation(conversations, change),
    'conversation:ask': (request, signal) => askInConversation(request, bench, signal),
    'conversation:stop': answer((request) => stopAnswer(conversations, request.answer)),
    'conversation:export': (request) => exportConversation(conversations, request),
    'image:attach': (source) => attachImage(conversations, source),
    'image:crop': (crop) => cropImage(conversations, crop),
    'image:view': (request) => viewAsModel(request, conversations, models),
    'image:look': ({ id }) => lookAtImage(conversations, id),
  };
}

/** Of a function that answers at once or throws. */
function answer<Request, Answer>(
  verb: (request: Request) => Answer,
): (request: Request) => Promise<Answer> {
  return (request) =>
    new Promise((resolve) => {
      resolve(verb(request));
    });
}
