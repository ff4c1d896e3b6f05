import type { PictureScore } from '../../preload/contract/score.ts';

/** How a model is asked whether a picture fits a prompt. */
export interface Phrasings {
  readonly questions: readonly {
    readonly asked: string;
    /** The same with … for the prompt. */
    readonly shown: string;
  }[];
  readonly yes: string;
  readonly no: string;
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
  },
  korean: {
    questions: [
      '이 그림에 다음이 보이나요? {}',
      '다음 프롬프트에 맞는 그림인가요? {}',
      '다음 설명이 이 그림과 맞나요? {}',
    ],
    yes: ' 네',
    no: ' 아니요',
  },
  chinese: {
    questions: [
      '这张图展示的是{}吗？',
      '这是一张关于{}的图片吗？',
      '下面这条提示词说的是这张图吗？{}',
    ],
    yes: ' 是',
    no: ' 不',
  },
} as const;

/** Asks in the prompt's language where it is Korean or Chinese, else in English. */
export function phrasingsFor(prompt: string): Phrasings {
  const { questions, yes, no } = phrasings[languageOf(prompt)];
  const bare = prompt.replace(/[\s.!?。！？]+$/u, '') || prompt;
  const fill = (by: string) => questions.map((question) => question.split('{}').join(by));
  const shown = fill('…');
  return {
    questions: fill(bare).map((asked, at) => ({ asked, shown: shown[at] ?? asked })),
    yes,
    no,
  };
}

/** By its script: Han beside kana is Japanese, beside Hangul Korean. */
function languageOf(prompt: string): keyof typeof phrasings {
  if (/\p{sc=Hangul}/u.test(prompt)) return 'korean';
  const isChinese = /\p{sc=Han}/u.test(prompt) && !/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(prompt);
  return isChinese ? 'chinese' : 'english';
}

/**
 * What the answers' odds say together.
 * @param odds Log-probabilities of yes and of no to each question, in nats. [questions][2]
 */
export function weigh(
  { questions }: Phrasings,
  odds: readonly (readonly number[])[],
): Pick<PictureScore, 'value' | 'answers'> {
  const answers = questions.map(({ shown: question }, at) => {
    const [forYes = 0, forNo = 0] = odds[at] ?? [];
    return { question, yes: 1 / (1 + Math.exp(forNo - forYes)) };
  });
  const value = answers.reduce((sum, { yes }) => sum + yes, 0) / answers.length;
  return { value, answers };
}
