import type { JSX } from 'react';
import type { PictureScore } from '../../preload/contract/score.ts';
import { useText } from '../state/language.ts';
import { percentOf, sumUp, timesOf } from './words.ts';

/** How well a model says that a picture fits its prompt, and what it said yes to. */
export function ScoreFacts({ score }: { score: PictureScore }): JSX.Element {
  const text = useText();
  return (
    <div className="flex flex-col gap-2 text-13">
      <p>{text('score.value', sumUp(score))}</p>
      <ul className="flex flex-col gap-1">
        {score.answers.map(({ question, yes }) => (
          <li key={question} className="flex justify-between gap-4">
            <span className="text-soft">{question}</span>
            <span className="whitespace-nowrap">
              {yes >= 0.5
                ? text('score.yes', { percent: percentOf(yes) })
                : text('score.no', { percent: percentOf(1 - yes) })}
            </span>
          </li>
        ))}
      </ul>
      {score.gain !== null && (
        <p className="text-soft">{text('score.gain', { times: timesOf(score.gain) })}</p>
      )}
      <p className="text-12 text-soft">{text('score.opinion', { model: score.model })}</p>
    </div>
  );
}
