import type { JSX, ReactNode } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { useText } from '../state/language.ts';
import { pictureAddress } from '../studio.ts';
import { Continue } from './continue.tsx';
import { summarise } from './grid.ts';
import type { Told } from './told.ts';
import { TokenFacts } from './token-facts.tsx';

interface Props {
  readonly told: Told;
  readonly chosen: number | null;
}

/** What was asked, how sure the model was, the token in hand, and the ways on from here. */
export function Aside({ told, chosen }: Props): JSX.Element {
  const text = useText();
  const { making, steps, words } = told;
  const { picture } = making;
  const summary = summarise(steps);
  return (
    <aside
      aria-label={text('making.facts')}
      className="flex w-80 shrink-0 flex-col gap-6 overflow-y-auto border-l border-line p-4"
    >
      <h1 className="text-20 font-bold">{text('making.title')}</h1>
      <Part title={text('making.prompt')}>
        <p dir="auto" className="text-14 break-words">
          {picture.prompt}
        </p>
        {words && (
          <details>
            <summary className="text-13 text-soft">
              {text('making.promptTokens', { count: words.length })}
            </summary>
            <ol className="mt-2 flex flex-wrap gap-1">
              {words.map((token, at) => (
                <li
                  key={at}
                  title={String(token.id)}
                  className="rounded-[3px] border border-line px-1 font-mono text-12 whitespace-pre"
                >
                  {token.text.replaceAll('\n', '⏎')}
                </li>
              ))}
            </ol>
          </details>
        )}
        <p className="text-12 text-soft">
          {text('making.settings', {
            model: picture.model,
            seed: picture.seed,
            guidance: picture.guidance,
            temperature: picture.temperature,
          })}
        </p>
        {summary ? (
          <p className="text-13">
            {text('making.summary', {
              percent: (100 * summary.probability).toFixed(0),
              bits: summary.entropy.toFixed(1),
            })}
          </p>
        ) : (
          <p className="text-13 text-soft">{text('making.noOdds')}</p>
        )}
      </Part>
      <Part title={text('making.token')}>
        {chosen === null ? (
          <p className="text-13 text-soft">{text('making.choose')}</p>
        ) : (
          <TokenFacts told={told} at={chosen} />
        )}
      </Part>
      <Part title={text('making.continue')}>
        <Continue told={told} chosen={chosen} />
      </Part>
      <Family parent={making.parent} branches={making.branches} />
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-13 font-bold">{title}</h2>
      {children}
    </section>
  );
}

interface FamilyProps {
  readonly parent: Picture | null;
  readonly branches: readonly Picture[];
}

/** Where the picture comes from and what came of it. */
function Family({ parent, branches }: FamilyProps): JSX.Element | null {
  const text = useText();
  if (parent === null && branches.length === 0) return null;
  return (
    <>
      {parent && (
        <Part title={text('making.parent')}>
          <ul className="flex">
            <Relative picture={parent} />
          </ul>
        </Part>
      )}
      {branches.length > 0 && (
        <Part title={text('making.branches')}>
          <ul className="flex flex-wrap gap-1">
            {branches.map((branch) => (
              <Relative key={branch.id} picture={branch} />
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function Relative({ picture }: { picture: Picture }): JSX.Element {
  const text = useText();
  const row = picture.parent ? picture.parent.row + 1 : null;
  const label =
    row === null
      ? text('making.relative', { prompt: picture.prompt })
      : text('making.branch', { prompt: picture.prompt, row });
  return (
    <li>
      <a href={`#making/${picture.id}`} aria-label={label} title={label} className="block">
        <img src={pictureAddress(picture.id)} alt="" loading="lazy" className="block size-17" />
      </a>
    </li>
  );
}
