import { useState, type JSX } from 'react';
import { useText } from '../state/language.ts';
import type { ShippedPart } from '../licences.ts';

/** Every part by others, with its licence; read only when somebody wants to see it. */
export function Licences(): JSX.Element {
  const text = useText();
  const [parts, setParts] = useState<readonly ShippedPart[] | null>(null);
  const [failed, setFailed] = useState(false);
  const load = async (): Promise<void> => {
    try {
      const answer = await fetch(new URL('licences.json', document.baseURI));
      setParts((await answer.json()) as readonly ShippedPart[]);
    } catch {
      setFailed(true);
    }
  };
  return (
    <details
      className="text-14"
      onToggle={(event) => {
        if (event.currentTarget.open && parts === null) void load();
      }}
    >
      <summary className="w-fit rounded-control">{text('prefs.licences')}</summary>
      {failed && <p role="alert">{text('prefs.licences.none')}</p>}
      <ul lang="en" className="mt-2 flex flex-col gap-1 pl-4 text-13">
        {parts?.map(({ name, version, licence, text: whole }) => (
          <li key={`${name} ${version}`}>
            <details>
              <summary className="w-fit rounded-control">
                {name} {version} <span className="text-soft">{licence}</span>
              </summary>
              <pre className="my-2 font-mono text-12 [overflow-wrap:anywhere] whitespace-pre-wrap text-soft">
                {whole ?? text('prefs.licences.noText')}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}
