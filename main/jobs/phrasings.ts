import type { PictureScore } from '../../preload/contract/score.ts';
import type { Likelihood, WeighedQuestion } from '../children/messages.ts';

/** How a model is asked whether a picture fits a prompt. */
export interface Phrasings {
  readonly questions: readonly {
    readonly asked: string;
    /** The same with … for the prompt. */
    readonly shown: string;
  }[];
  readonly yes: string;
  readonly no: string;
  /** And what it is asked to see how readily it would say the prompt by itself. */
  readonly telling: { readonly asked: string; readonly answer: string };
}

/**
 * English and Korean are word for word what the starter is trained on
 * (native-models/starter/questions.py), in words that any Janus understands; the starter reads no
 * Chinese. Only the beginning of an answer counts: every Chinese question is one that 是 answers, or
 * 不是, so that it holds for 是的 too.
 */
const phrasings = {
  english: {
    questions: [
      'Does this picture show {}?',
      'Is this a picture of {}?',
      'Does the picture match this prompt: {}?',
    ],
    yes: ' Yes',
    no: ' No',
    telling: { asked: 'Describe this picture.', answer: ' {}.' },
  },
  korean: {
    questions: [
      '이 그림에 다음이 보이나요? {}',
      '다음 프롬프트에 맞는 그림인가요? {}',
      '다음 설명이 이 그림과 맞나요? {}',
    ],
    yes: ' 네',
    no: ' 아니요',
    telling: { asked: '이 그림을 설명해 줘.', answer: ' {}.' },
  },
  chinese: {
    questions: [
      '这张图展示的是{}吗？',
      '这是一张关于{}的图片吗？',
      '下面这条提示词说的是这张图吗？{}',
    ],
    yes: ' 是',
    no: ' 不',
    telling: { asked: '描述这张图片。', answer: ' {}。' },
  },
} as const;

/** Asks in the prompt's language where it is Korean or Chinese, else in English. */
export function phrasingsFor(prompt: string): Phrasings {
  const { questions, yes, no, telling } = phrasings[languageOf(prompt)];
  const bare = prompt.replace(/[\s.!?。！？]+$/u, '') || prompt;
  const fill = (by: string) => questions.map((question) => question.split('{}').join(by));
  const shown = fill('…');
  return {
    questions: fill(bare).map((asked, at) => ({ asked, shown: shown[at] ?? asked })),
    yes,
    no,
    telling: { ...telling, answer: telling.answer.split('{}').join(asSentence(bare)) },
  };
}

/** As an answer begins: with a capital, where there are such. */
function asSentence(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** What the engine is asked: the questions in their order, then the telling, with the image and without. */
export function scoreQuestions({ questions, yes, no, telling }: Phrasings): WeighedQuestion[] {
  const told = { asked: telling.asked, answers: [telling.answer] };
  return [
    ...questions.map(({ asked }) => ({ asked, answers: [yes, no] })),
    told,
    { ...told, blind: true },
  ];
}

/** By its script: Han beside kana is Japanese, beside Hangul Korean. */
function languageOf(prompt: string): keyof typeof phrasings {
  if (/\p{sc=Hangul}/u.test(prompt)) return 'korean';
  const isChinese = /\p{sc=Han}/u.test(prompt) && !/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(prompt);
  return isChinese ? 'chinese' : 'english';
}

/**
 * What the mean log-odds of yes weigh beside a nat a token: of 3,600 pictures that the starter drew of
 * held-out prompts, half as much picked the right one of four most often; a third and all hardly less.
 */
const yesWeight = 0.5;

/**
 * What the answers' odds say together: the mean log-odds of yes, and by how many nats a token the
 * prompt is likelier as a description of the picture than as one of nothing, their pointwise mutual
 * information. Yes and no alone pick hardly better than chance on the starter (docs/starter/best-of.md).
 *
 * @param scores Of `scoreQuestions`, in its order. [questions + 2][answers]
 * @see Lin et al. 2024, "Revisiting the Role of Language Priors in Vision-Language Models" (VisualGPTScore).
 */
export function weigh(
  { questions }: Phrasings,
  scores: readonly (readonly Likelihood[])[],
): Pick<PictureScore, 'value' | 'answers' | 'gain'> {
  const nats = (question: number, answer: number) => scores[question]?.[answer]?.nats ?? 0;
  const odds = questions.map((_, at) => nats(at, 0) - nats(at, 1));
  const [seen, blind] = [questions.length, questions.length + 1];
  const tokens = Math.max(1, scores[seen]?.[0]?.tokens ?? 1);
  const gain = (nats(seen, 0) - nats(blind, 0)) / tokens;
  const mean = odds.reduce((sum, each) => sum + each, 0) / odds.length;
  return {
    value: logistic(yesWeight * mean + gain),
    answers: questions.map(({ shown }, at) => ({ question: shown, yes: logistic(odds[at] ?? 0) })),
    gain,
  };
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
