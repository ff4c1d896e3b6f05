import type { Routes } from '../../preload/contract/channels.ts';
import { writeCaption } from '../gallery/captions.ts';
import type { Gallery } from '../gallery/gallery.ts';
import type { Captions } from '../jobs/captions.ts';

type CaptionRoutes = Pick<Routes, Extract<keyof Routes, `captions:${string}`>>;

/** The channels of what pictures are said to show. */
export function captionRoutes(captions: Captions, gallery: Gallery): CaptionRoutes {
  return {
    'captions:watch': (_, signal) => captions.now.watch(signal),
    'captions:begin': async ({ numbers, ...wish }) => {
      await captions.begin(numbers, wish);
      return null;
    },
    'captions:go-on': () => {
      captions.goOn();
      return Promise.resolve(null);
    },
    'captions:stop': () => {
      captions.stop();
      return Promise.resolve(null);
    },
    'captions:take-back': async ({ id }) => ({ numbers: await captions.takeBack(id) }),
    'captions:write': async ({ number, caption }) => {
      const { before } = await writeCaption(gallery, number, caption);
      return { before };
    },
  };
}
