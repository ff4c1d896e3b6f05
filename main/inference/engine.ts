import type { EngineVerbs, Handlers } from '../children/messages.ts';
import { StudioFailure } from '../failure.ts';
import { ask } from './ask.ts';
import { startConversation } from './conversation.ts';
import { type Conversations, openConversations } from './conversations.ts';
import { checkTokens, draw } from './draw.ts';
import { features } from './features.ts';
import { buildMark, type Janus, openJanus } from './janus.ts';
import { score } from './score.ts';
import { memoryBytes } from '../../native-models/forecast.ts';
import { describeRuntime } from './session.ts';
import { decodePicture, encodePicture } from './sight.ts';
import { readTokenizer } from './tokenizer.ts';

/**
 * Everything that runs the model, behind its verbs. One model is loaded at a time; until another
 * one is, or it was built anew, conversations stay warm (see `Conversations`).
 * @param memory Of this machine. Bytes.
 */
export function createEngine(memory = memoryBytes()): Handlers<EngineVerbs> {
  let loaded: Janus | null = null;
  let conversations: Conversations | null = null;

  const ready = async (folder: string): Promise<Janus | null> => {
    const same = loaded?.folder === folder && loaded.mark === (await buildMark(folder));
    return same ? loaded : null;
  };

  const load = async (folder: string): Promise<Janus> => {
    const known = await ready(folder);
    if (known !== null) return known;
    conversations = null;
    const previous = loaded;
    loaded = null;
    await previous?.release();
    loaded = await openJanus(folder, memory);
    return loaded;
  };

  return {
    async *draw(order, signal) {
      yield { kind: 'phase', phase: 'load', index: 0 };
      const janus = await load(order.modelFolder);
      conversations?.makeRoom('before a picture');
      yield* draw(janus, order, signal);
    },
    async *ask(order, signal) {
      yield { kind: 'phase', phase: 'load' };
      const janus = await load(order.modelFolder);
      if (order.apart) {
        yield* ask(janus, order, () => startConversation(janus), signal);
        return;
      }
      const kept = (conversations ??= openConversations(janus, janus.memory));
      try {
        yield* ask(janus, order, (places) => kept.choose(places), signal);
      } finally {
        kept.makeRoom('after an answer');
      }
    },
    async *score(order, signal) {
      const janus = await load(order.modelFolder);
      // A cache of its own: what a conversation has read stays warm.
      yield { scores: await score(janus, order, startConversation(janus), signal) };
    },
    async *features({ modelFolder, image, onlyIfLoaded }) {
      if (onlyIfLoaded && (await ready(modelFolder)) === null) {
        yield { features: null };
        return;
      }
      yield { features: await features(await load(modelFolder), image) };
    },
    async *encode({ modelFolder, image }) {
      const janus = await load(modelFolder);
      yield { tokens: await encodePicture(janus, image) };
    },
    async *decode({ modelFolder, tokens, part = false }) {
      const janus = await load(modelFolder);
      const { grid } = janus.config.picture;
      const { length } = tokens;
      const fits = part ? length % grid === 0 && length > 0 && length <= grid ** 2 : false;
      if (!fits && length !== grid ** 2) {
        const expected = part ? `whole rows of ${grid}, at most ${grid}` : grid ** 2;
        const message = `Expected ${expected} picture tokens but received ${length}.`;
        throw new StudioFailure('bad-tokens', message);
      }
      checkTokens(janus, tokens);
      yield await decodePicture(janus, tokens);
    },
    async *tokenize({ tokenizerFile, text }) {
      const tokenizer = await readTokenizer(tokenizerFile);
      const ids = tokenizer.encode(text);
      yield { ids, tokens: tokenizer.tokens(ids) };
    },
    async *providers() {
      yield await describeRuntime();
    },
  };
}
