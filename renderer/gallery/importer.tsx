import { useEffect, type JSX, type ReactNode } from 'react';
import { useText } from '../state/language.ts';
import { useStore } from '../state/store.ts';
import { DropSign, useIntake } from '../ui/intake.tsx';
import { bring, brought, putAway } from './brought.ts';
import { isLeaving } from './drag-out.ts';
import { Offer } from './offer.tsx';

/** Takes image files that are dropped or pasted anywhere in the room. */
export function Importer({ children }: { children: ReactNode }): JSX.Element {
  const text = useText();
  const offered = useStore(brought);
  const { dropping, target } = useIntake((files) => void bring(files), isLeaving);
  useEffect(() => putAway, []);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...target}>
      {children}
      {dropping && <DropSign look="neutral">{text('gallery.drop')}</DropSign>}
      {offered && <Offer key={offered.address} brought={offered} onClose={putAway} />}
    </div>
  );
}
