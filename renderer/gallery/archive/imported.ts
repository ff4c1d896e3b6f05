import type { Imported } from '../../../preload/contract/export.ts';
import { useText } from '../../state/language.ts';

/** Says what an import did. */
export function useImported(): (imported: Imported) => string {
  const text = useText();
  return ({ added, known, restored, prompts }) =>
    [
      text(added === 0 ? 'archive.none' : 'archive.added', { count: added }),
      known > 0 && text('archive.known', { count: known }),
      restored > 0 && text('archive.restored', { count: restored }),
      prompts > 0 && text('archive.prompts', { count: prompts }),
    ]
      .filter((sentence) => sentence !== false)
      .join(' ');
}
