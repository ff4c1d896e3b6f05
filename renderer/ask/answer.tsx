import type { JSX } from 'react';
import type { AnswerFacts, Message } from '../../preload/contract/conversation.ts';
import type { Key, Values } from '../i18n/text.ts';
import { drawThis } from '../state/handover.ts';
import { useText } from '../state/language.ts';
import { overrule } from '../state/overruled.ts';
import { useStore } from '../state/store.ts';
import { Button } from '../ui/button.tsx';
import { Action, CopyAction } from './action.tsx';
import type { Shown } from './branch.ts';
import { Pager } from './pager.tsx';
import { ask, askAnew, live as liveStore, type Live } from './talk.ts';
import { Words } from './words.tsx';

interface Props extends Shown {
  readonly busy: boolean;
  readonly question: Message | undefined;
}

/** What the model said, or is saying. */
export function Answer({ message, versions, busy, question }: Props): JSX.Element {
  const text = useText();
  const live = useStore(liveStore)[message.id];
  const words = live?.text ?? message.text;
  const writing = message.facts?.ended === 'writing';
  return (
    <article aria-label={text('ask.answer')} aria-busy={writing} className="flex flex-col gap-2">
      {words !== '' && <Words text={words} />}
      {writing && <Stage stage={live?.stage ?? null} started={words !== ''} />}
      {!writing && message.facts && (
        <Ending message={message} facts={message.facts} question={question} />
      )}
      {!writing && <Doings message={message} versions={versions} busy={busy} />}
    </article>
  );
}

/** What can be done with an answer, and how it came to be. */
function Doings({ message, versions, busy }: Omit<Props, 'question'>): JSX.Element {
  const text = useText();
  return (
    <div className="flex min-h-6 flex-wrap items-center gap-1">
      <Pager message={message} versions={versions} />
      <Action
        icon="reset"
        label={text('ask.again')}
        disabled={busy}
        onClick={() => {
          if (message.parent !== null) void ask({ kind: 'again', message: message.parent });
        }}
      />
      {message.text !== '' && (
        <>
          <CopyAction text={message.text} />
          <Action
            icon="brush"
            label={text('ask.draw')}
            onClick={() => {
              drawThis(message.text);
            }}
          />
        </>
      )}
      {message.facts && <Facts facts={message.facts} />}
    </div>
  );
}

/** What is being done before, between and instead of words. */
function Stage({ stage, started }: { stage: Live['stage']; started: boolean }): JSX.Element {
  const text = useText();
  let sentence = text('ask.starting');
  if (stage?.kind === 'phase') sentence = text(`ask.phase.${stage.phase}`);
  if (stage?.kind === 'queued' && stage.ahead > 0) {
    sentence = text('ask.waiting', { ahead: stage.ahead });
  }
  return (
    <p role="status" className="flex items-center gap-2 text-13 text-soft">
      <span className="size-2 animate-pulse rounded-full bg-indigo" aria-hidden="true" />
      {!started && sentence}
    </p>
  );
}

interface EndingProps {
  readonly message: Message;
  readonly facts: AnswerFacts;
  readonly question: Message | undefined;
}

/** Why there is not more, where the model did not end by itself; and the way out. */
function Ending({ message, facts, question }: EndingProps): JSX.Element | null {
  const text = useText();
  const { ended, failure } = facts;
  if (failure?.code === 'context-full') {
    return (
      <div role="alert" className="flex flex-col items-start gap-2 text-14">
        <p className="font-bold">{text('ask.full.title')}</p>
        <p>{text('ask.full.text')}</p>
        {question && (
          <Button
            look="plain"
            onClick={() => {
              askAnew(question);
            }}
          >
            {text('ask.full.new')}
          </Button>
        )}
      </div>
    );
  }
  if (ended === 'failed' && failure) {
    return (
      <div role="alert" className="text-14">
        <p>{text(`failure.${failure.code}`)}</p>
        <details className="mt-1 text-13">
          <summary className="w-fit rounded-control text-soft">{text('failed.details')}</summary>
          <p lang="en" className="mt-1 [overflow-wrap:anywhere]">
            {failure.message}
          </p>
        </details>
        {failure.code === 'out-of-memory' && question && (
          <LoadAnyway model={facts.model} question={question} />
        )}
      </div>
    );
  }
  if (ended === 'writing' || ended === 'end' || ended === 'failed') return null;
  const key: Key = message.text === '' ? 'ask.ended.none' : `ask.ended.${ended}`;
  return <p className="text-13 text-soft">{text(key)}</p>;
}

/** Asks once more with the model that its forecast forbids. */
function LoadAnyway({ model, question }: { model: string; question: Message }): JSX.Element {
  const text = useText();
  return (
    <div className="mt-3 flex flex-col items-start gap-2">
      <p>{text('failed.anyway.risk')}</p>
      <Button
        look="plain"
        onClick={() => {
          overrule(model);
          void ask({ kind: 'again', message: question.id });
        }}
      >
        {text('failed.anyway')}
      </Button>
    </div>
  );
}

/** How fast it was, and what it was spared. */
function Facts({ facts }: { facts: AnswerFacts }): JSX.Element | null {
  const text = useText();
  const said = (key: Key, values: Values): string => text(key, values);
  const parts: string[] = [];
  const { promptTokens, reusedTokens, contextTokens, answerTokens } = facts;
  if (facts.answerTokens > 1 && facts.msPerToken > 0) {
    parts.push(said('ask.facts.speed', { speed: rounded(1000 / facts.msPerToken) }));
  }
  if (facts.msToFirstToken > 0) {
    parts.push(said('ask.facts.first', { time: rounded(facts.msToFirstToken / 1000) }));
  }
  if (reusedTokens > 0) {
    parts.push(said('ask.facts.reused', { reused: reusedTokens, read: promptTokens }));
  } else if (promptTokens > 0) parts.push(said('ask.facts.read', { read: promptTokens }));
  const used = promptTokens + answerTokens;
  if (contextTokens > 0 && used > contextTokens / 2) {
    parts.push(said('ask.facts.room', { used, context: contextTokens }));
  }
  if (parts.length === 0) return null;
  return <p className="ml-1 text-12 text-soft tabular-nums">{parts.join(' · ')}</p>;
}

/** Two digits that matter: 0.042, 1.3, 48. */
function rounded(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
