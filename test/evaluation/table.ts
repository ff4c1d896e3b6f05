/** What an evaluation of the starter found. Shares from 0 to 1. */
export interface Scores {
  readonly machine: string;
  readonly guidance: number;
  readonly temperature: number;
  /** Share of rendered scenes that the detector sees right. */
  readonly detector: number;
  /** Share of pictures that show what was asked for, by GenEval's category. */
  readonly drawing: Readonly<Record<string, number>>;
  readonly drawingByLanguage: Readonly<Record<string, number>>;
  /** Share of right answers, by kind of question. */
  readonly asking: Readonly<Record<string, number>>;
  readonly askingByLanguage: Readonly<Record<string, number>>;
  /** Of the VQ tokenizer, in dB, over 255. */
  readonly psnr: number;
  readonly secondsAPicture: number;
  readonly secondsToFirstToken: number;
  readonly buildSeconds: number;
  readonly asked: Readonly<Record<'drawings' | 'questions' | 'reconstructions', number>>;
}

/** The scores beside what is wanted of them, in Markdown. */
export function table(scores: Scores): string {
  const { drawing, asking, psnr, secondsAPicture, secondsToFirstToken } = scores;
  const categories = Object.values(drawing);
  const overall = categories.reduce((sum, share) => sum + share, 0) / categories.length;
  const kind = (name: string) => asking[name] ?? 0;
  const understanding = ['what', 'count', 'colour', 'where'].map(
    (name) => [`Understanding: ${name}`, kind(name), 0.85, 0.92] as const,
  );
  const more: readonly Line[] = [
    ['Drawing, overall', overall, 0.7, 0.85],
    ...Object.entries(drawing).map(
      ([name, share]) => [`Drawing: ${name}`, share, 0.5, 0.7] as const,
    ),
    ...understanding,
    ['Yes or no: is it there?', kind('exists'), 0.85, 0.9],
    ['Memes, every slot', kind('meme'), 0.6, 0.8],
    ['VQ reconstruction, dB', psnr, 26, 30],
    ['Detector on rendered scenes', scores.detector, 0.98, 1],
  ];
  const less: readonly Line[] = [
    ['Seconds a picture', secondsAPicture, 2, 1],
    ['Seconds to the first token', secondsToFirstToken, 0.5, 0.2],
  ];
  const rows = [
    ...more.map((line) => row(line, (value, bound) => value >= bound)),
    ...less.map((line) => row(line, (value, bound) => value <= bound)),
  ];
  const head = '| measured | score | pass | aim | reached |\n| --- | --- | --- | --- | --- |';
  return `${head}\n${rows.join('\n')}\n`;
}

type Line = readonly [name: string, value: number, pass: number, aim: number];

function row([name, value, pass, aim]: Line, meets: (value: number, bound: number) => boolean) {
  const reached = meets(value, aim) ? 'aim' : meets(value, pass) ? 'pass' : 'no';
  return `| ${name} | ${value.toFixed(value < 10 ? 2 : 1)} | ${pass} | ${aim} | ${reached} |`;
}
