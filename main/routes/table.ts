import type { Routes } from '../../preload/contract/channels.ts';
import type { StudioStatus } from '../../preload/contract/studio.ts';
import type { AskBench } from '../jobs/ask-in-conversation.ts';
import type { Captions } from '../jobs/captions.ts';
import type { Bench } from '../jobs/draw-to-gallery.ts';
import type { Looking } from '../jobs/looking.ts';
import type { ModelRoom } from '../jobs/model-room.ts';
import { helpWithPrompt } from '../jobs/prompt-help.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Scoring } from '../jobs/scoring.ts';
import { chooseModel, listModels } from '../models/library.ts';
import { captionRoutes } from './captions.ts';
import { conversationRoutes } from './conversation.ts';
import { exportRoutes, type Dispatch } from './export.ts';
import { galleryRoutes } from './gallery.ts';
import { houseRoutes, type House } from './house.ts';
import { lookingRoutes } from './looking.ts';
import { makingRoutes } from './making.ts';
import { modelRoutes } from './models.ts';
import { queueRoutes } from './queue.ts';
import { scoringRoutes } from './scoring.ts';

/** What the routes lead to. */
export interface Rooms {
  readonly bench: Bench & AskBench;
  readonly queue: Queue;
  readonly captions: Captions;
  readonly scoring: Scoring;
  readonly looking: Looking;
  readonly room: ModelRoom;
  readonly dispatch: Dispatch;
  readonly house: House;
  readonly about: Omit<StudioStatus, 'model'>;
}

/** Channel → function. No logic here: each line names who answers. */
export function routesOf(rooms: Rooms): Routes {
  const { bench, queue, captions, scoring, looking, room, dispatch, house, about } = rooms;
  const cards = async () => (await listModels(bench.models)).installed.map(({ card }) => card);
  return {
    'studio:status': async () => ({
      ...about,
      model: (await cards()).length === 0 ? null : (await chooseModel(bench.models)).card.id,
    }),
    'models:list': cards,
    ...modelRoutes(room, dispatch.grants),
    ...houseRoutes(house),
    ...galleryRoutes(bench.gallery, dispatch.desk),
    ...exportRoutes(dispatch),
    ...captionRoutes(captions, bench.gallery),
    ...scoringRoutes(scoring),
    ...lookingRoutes(looking),
    ...makingRoutes(bench),
    ...queueRoutes(queue),
    ...conversationRoutes(bench),
    'grant:folder': (request) => dispatch.grants.grantFolder(request),
    'prompt:help': (request, signal) => helpWithPrompt(request, bench, signal),
  };
}
