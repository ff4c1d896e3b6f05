import { useEffect, useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import { studio } from '../studio.ts';
import { Mark } from '../ui/mark.tsx';
import { Licences } from './licences.tsx';

/** What this is, and whose parts are in it. */
export function About(): JSX.Element {
  const text = useText();
  const [version, setVersion] = useState('');
  useEffect(() => {
    studio.ask('studio:status', {}).then(
      (status) => {
        setVersion(status.version);
      },
      () => undefined, // the version stays away, the rest is there
    );
  }, []);
  return (
    <>
      <div className="flex items-center gap-4">
        <Mark className="size-12 shrink-0" />
        <div className="text-14">
          <p>{text('prefs.about.text', { version })}</p>
          <p>{text('prefs.about.licence')}</p>
        </div>
      </div>
      <Licences />
    </>
  );
}
