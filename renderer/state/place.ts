import { useSyncExternalStore } from 'react';

/** Where in the house the page is: `#gallery`, or `#gallery/…` with the room's own words after it. */
function place(): string {
  return location.hash.slice(1);
}

function onMove(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => {
    removeEventListener('hashchange', listener);
  };
}

/** The address's part after `#`; the page follows it and the browser's Back walks it. */
export function usePlace(): string {
  return useSyncExternalStore(onMove, place);
}
