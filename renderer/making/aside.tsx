import type { JSX, ReactNode } from 'react';
import type { Picture } from '../../preload/contract/picture.ts';
import { sayable, summarise } from '../odds/odds.ts';
import { useText } from '../state/language.ts';
import { Continue } from './continue.tsx';
import { Family } from './family.tsx';
import type { Steps } from './grid.ts';
import { SaveReplay } from './save-replay.tsx';
import type { Told } from './told.ts';
import { TokenFacts } from './token-facts.tsx';

interface Props {
  readonly told: Told;
  /** Tokens shown, from the first. */
  readonly end: number;
  readonly chosen: number | null;
  /** Somebody came to save it as an animation. */
  readonly toSave: boolean;
}

/** What was asked, how sure the model was, the token in hand, and the ways on from here. */
export function Aside({ told, end, chosen, toSave }: Props): JSX.Element {
  const text = useText();
  const { making, steps, words } = told;
  const { picture } = making;
  return (
    <aside
      aria-label={text('making.facts')}
      className="flex w-80 shrink-0 flex-col gap-6 overflow-y-auto border-l border-line p-4"
    >
      <h1 className="text-20 font-bold">{text('making.title')}</h1>
      <Part title={text('making.prompt')}>
        <p dir="auto" className="text-14 break-words">
          {picture.prompt || text('gallery.noPrompt')}
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
        {steps.count > 0 && <Sureness picture={picture} steps={steps} end={end} />}
      </Part>
      {steps.count > 0 && (
        <Part title={text('making.token')}>
          {chosen === null ? (
            <p className="text-13 text-soft">{text('making.choose')}</p>
          ) : (
            <TokenFacts told={told} at={chosen} />
          )}
        </Part>
      )}
      {steps.count > 0 && (
        <Part title={text('making.continue')}>
          <Continue told={told} chosen={chosen} />
        </Part>
      )}
      {steps.count > 0 && <SaveReplay told={told} open={toSave} />}
      <ul className="flex flex-col gap-1 text-14">
        <Way to={`draw/vary/${picture.id}`}>{text('vary.title')}</Way>
        <Way to={`ask/picture/${picture.id}`}>{text('making.ask')}</Way>
      </ul>
      <Family family={making.family} id={picture.id} />
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

function Way({ to, children }: { to: string; children: ReactNode }): JSX.Element {
  return (
    <li>
      <a
        href={`#${to}`}
        className="underline decoration-line underline-offset-4 hover:decoration-ink"
      >
        {children}
      </a>
    </li>
  );
}

interface SurenessProps {
  readonly picture: Picture;
  readonly steps: Steps;
  readonly end: number;
}

/** With what it was drawn, and how sure the model was of what is shown. */
function Sureness({ picture, steps, end }: SurenessProps): JSX.Element {
  const text = useText();
  const { odds, count } = steps;
  const summary = odds && summarise(odds, end);
  const sure = (): string => {
    if (odds === null || (summary === null && end === count)) return text('making.noOdds');
    if (summary === null) return text('making.noneYet');
    return text(end === count ? 'making.summary' : 'making.soFar', sayable(summary));
  };
  const { model, seed, guidance, temperature } = picture;
  return (
    <>
      <p className="text-12 text-soft">
        {text('making.settings', { model, seed, guidance, temperature })}
      </p>
      <p className={`min-h-[2lh] text-13 ${summary ? '' : 'text-soft'}`}>{sure()}</p>
    </>
  );
}
