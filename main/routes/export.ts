import type { Routes } from '../../preload/contract/channels.ts';
import { StudioFailure } from '../failure.ts';

type ExportRoutes = Pick<Routes, Extract<keyof Routes, `export:${string}` | `archive:${string}`>>;

/** The channels by which pictures leave the gallery and come back. They refuse until they are built. */
export function exportRoutes(): ExportRoutes {
  const refuse = () => Promise.reject(notYet());
  return {
    'export:measure': refuse,
    'export:name': refuse,
    'export:write': refuseStream,
    'export:reveal': refuse,
    'archive:open': refuse,
    'archive:piece': refuse,
    'archive:import': refuseStream,
    'archive:forget': refuse,
  };
}

// eslint-disable-next-line require-yield
async function* refuseStream(): AsyncGenerator<never, void> {
  await Promise.reject(notYet());
}

function notYet(): StudioFailure {
  return new StudioFailure('not-found', 'This studio cannot export yet. Install a newer one.');
}
