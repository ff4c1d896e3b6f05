import type { z } from 'zod';
import type {
  ConversationExport,
  ExportedConversation,
  Message,
  OpenConversation,
} from '../../preload/contract/conversation.ts';
import type { Conversations } from './conversations.ts';
import { openConversation } from './find.ts';
import { lookAtImage } from './images.ts';
import { branchTo } from './messages.ts';

/** Longest side of the images that an export carries. */
const exportedSide = 768;

/** A conversation as a file that stands alone: its images are in it, smaller. */
export async function exportConversation(
  conversations: Conversations,
  { id, format, leaf }: z.output<typeof ConversationExport>,
): Promise<ExportedConversation> {
  const opened = openConversation(conversations.sqlite, id);
  const last = leaf ?? opened.messages.at(-1)?.id;
  const known = opened.messages.some((message) => message.id === last);
  const branch = known && last !== undefined ? branchTo(conversations.sqlite, last) : [];
  const shown = format === 'json' ? opened.messages : branch;
  const images = await imagesOf(conversations, shown);
  const text =
    format === 'json'
      ? jsonOf(opened, images)
      : markdownOf(opened.conversation.title, branch, images);
  return {
    bytes: Buffer.from(text),
    name: `${fileName(opened.conversation.title)}.${format === 'json' ? 'json' : 'md'}`,
    type: format === 'json' ? 'application/json' : 'text/markdown',
  };
}

/** By id, as base64 of a WebP file. */
type Images = ReadonlyMap<string, string>;

async function imagesOf(
  conversations: Conversations,
  messages: readonly Message[],
): Promise<Images> {
  const images = new Map<string, string>();
  for (const { id } of messages.flatMap((message) => message.images)) {
    // An image whose file is gone is named without its pixels.
    const look = await lookAtImage(conversations, id, exportedSide).catch(() => null);
    if (look !== null) images.set(id, Buffer.from(look.webp).toString('base64'));
  }
  return images;
}

function jsonOf({ conversation, messages }: OpenConversation, images: Images): string {
  const { title, createdAt, changedAt } = conversation;
  const document = {
    format: 'janus-studio-conversation',
    version: 1,
    title,
    createdAt,
    changedAt,
    messages,
    images: [...images].map(([id, webp]) => ({ id, webp })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function markdownOf(title: string, branch: readonly Message[], images: Images): string {
  const parts = [`# ${title.replace(/\s+/gu, ' ')}`];
  for (const { role, text, images: shown, facts } of branch) {
    parts.push(role === 'user' ? '## Question' : `## Answer${facts ? ` (${facts.model})` : ''}`);
    for (const { id, width, height } of shown) {
      const webp = images.get(id);
      const address = webp === undefined ? '' : `data:image/webp;base64,${webp}`;
      parts.push(`![Image, ${width} × ${height} pixels](${address})`);
    }
    if (text.trim() !== '') parts.push(text.trim());
    if (facts !== null && !['end', 'length'].includes(facts.ended)) parts.push('*(not finished)*');
  }
  return `${parts.join('\n\n')}\n`;
}

/** A name that every file system takes. */
function fileName(title: string): string {
  const name = title
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toWellFormed();
  return name === '' ? 'conversation' : name;
}
