import type { Routes } from '../../preload/contract/channels.ts';
import type { Grants } from '../grants.ts';
import type { ModelRoom } from '../jobs/model-room.ts';

type ModelRoutes = Pick<Routes, 'models:watch' | Extract<keyof Routes, `model:${string}`>>;

/** The channels of the Models room. */
export function modelRoutes(room: ModelRoom, grants: Grants): ModelRoutes {
  return {
    'models:watch': (_, signal) => room.watch(signal),
    'model:inspect': async ({ grant }) => room.inspect(grants.folderOf(grant)),
    'model:build': async ({ grant, id, precision }) =>
      done(room.build({ checkpoint: grants.folderOf(grant), id, precision })),
    'model:end-build': () => done(room.endBuild()),
    'model:choose': ({ id }) => done(room.choose(id)),
    'model:verify': ({ id }, signal) => room.verify(id, signal),
    'model:remove': ({ id }) => done(room.remove(id)),
    'model:restore': ({ id }) => done(room.restore(id)),
    'model:purge': ({ id }) => done(room.purge(id)),
  };
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}
