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
 * Word for word what the starter is trained on (native-models/starter/questions.py), in words that
 * any Janus understands. Only the beginning of an answer counts.
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
} as const;

/** Asks in the prompt's language where it is Korean, else in English. */
export function phrasingsFor(prompt: string): Phrasings {
  const { questions, yes, no } = phrasings[/\p{sc=Hangul}/u.test(prompt) ? 'korean' : 'english'];
  const bare = prompt.replace(/[\s.!?。！？]+$/u, '') || prompt;
  const fill = (by: string) => questions.map((question) => question.split('{}').join(by));
  const shown = fill('…');
  return {
    questions: fill(bare).map((asked, at) => ({ asked, shown: shown[at] ?? asked })),
    yes,
    no,
  };
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
