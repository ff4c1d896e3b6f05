import type { BuildStep, Inspection, ProgressStep } from '../../native-models/index.ts';
import type { ImageText } from '../gallery/metadata/read.ts';
import type { Failure } from '../../preload/contract/failure.ts';

/** Down the pipe to a child: four words. `more` says that one event was taken. */
export type Down =
  | { readonly kind: 'ask'; readonly id: number; readonly verb: string; readonly request: unknown }
  | { readonly kind: 'more'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'quit' };

/** Events a child may send before the first of them was taken; more would flood its parent. */
export const eventsAhead = 8;

/** Up the pipe from a child: three words. The last event before `end` is the result. */
export type Up =
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure };

/** Maps each verb of a child to what it takes and what it emits. */
export interface Verbs {
  readonly [verb: string]: { readonly request: unknown; readonly event: unknown };
}

/** The child's side of its verbs: a long job is an async generator that honours its signal. */
export type Handlers<V extends Verbs> = {
  readonly [Verb in keyof V]: (
    request: V[Verb]['request'],
    signal: AbortSignal,
  ) => AsyncIterable<V[Verb]['event']>;
};

/** Eight bits a channel, three channels, row by row. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
}

/** A rectangle of an image, in its pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A whole image file. */
export interface ImageFile {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A stretch of a turn: words, or the image at that place in the conversation's list. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly image: number };

/** One turn of a conversation. Turns alternate, the user's first. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface DrawOrder {
  readonly modelFolder: string;
  readonly prompt: string;
  readonly seed: number;
  readonly count: number;
  readonly guidance: number;
  readonly temperature: number;
  /** Tokens that the first picture positions must take, at most a whole picture. */
  readonly forced: readonly number[];
  /** Share of drawing time that previews may cost, 0 to 1. */
  readonly previewShare: number;
}

export type DrawStep =
  | {
      readonly kind: 'phase';
      readonly phase: 'load' | 'read' | 'draw' | 'decode';
      readonly index: number;
    }
  | {
      readonly kind: 'tokens';
      readonly index: number;
      readonly seed: number;
      /** Position of the first of these tokens in the picture. */
      readonly start: number;
      readonly total: number;
      readonly tokens: readonly number[];
      /** Of each token under the guided distribution at this temperature, in nats. */
      readonly logProbabilities: readonly number[];
      /** Of each step's distribution, in nats. */
      readonly entropies: readonly number[];
      /** The eight likeliest codes of each step, likeliest first. */
      readonly likeliest: readonly (readonly number[])[];
      readonly msPerToken: number;
    }
  | ({ readonly kind: 'preview'; readonly index: number; readonly tokensDone: number } & Rgb)
  | ({
      readonly kind: 'picture';
      readonly index: number;
      readonly seed: number;
      readonly tokens: readonly number[];
      readonly msPerToken: number;
    } & Rgb);

export interface AskOrder {
  readonly modelFolder: string;
  readonly turns: readonly Turn[];
  /** Letterboxed to the model's square by the workshop. */
  readonly images: readonly Rgb[];
  /** 0 = greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly maxTokens: number;
  /** A question by itself: what conversations have read stays warm, and this does not. */
  readonly apart?: true;
}

export type AskStep =
  | { readonly kind: 'phase'; readonly phase: 'load' | 'see' | 'read' | 'answer' }
  | {
      readonly kind: 'prompt';
      readonly promptTokens: number;
      readonly imageTokens: number;
      /** Tokens whose keys and values were kept from the last question. */
      readonly reusedTokens: number;
      /** Tokens that an answer may have before the context is full. */
      readonly room: number;
    }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'answer';
      readonly answer: string;
      readonly tokens: readonly number[];
      readonly stoppedBy: 'end' | 'user-tag' | 'max-tokens' | 'context';
      readonly msToFirstToken: number;
      readonly msPerToken: number;
    };

/** Questions about one image, and answers to weigh. */
export interface ScoreOrder {
  readonly modelFolder: string;
  /** Letterboxed to the model's square by the workshop. */
  readonly image: Rgb;
  readonly questions: readonly WeighedQuestion[];
}

export interface WeighedQuestion {
  readonly asked: string;
  /** As the model would write them: mostly with a space before. */
  readonly answers: readonly string[];
  /** Asked without the image: what the model would say anyway. */
  readonly blind?: true;
}

/** How likely a model finds an answer. */
export interface Likelihood {
  /** Sum of its tokens' log-probabilities, ≤ 0. */
  readonly nats: number;
  readonly tokens: number;
}

/** What the engine does: everything that runs the model. */
export type EngineVerbs = {
  draw: { request: DrawOrder; event: DrawStep };
  ask: { request: AskOrder; event: AskStep };
  /** How likely answers about an image are. [questions][answers] */
  score: { request: ScoreOrder; event: { scores: readonly (readonly Likelihood[])[] } };
  /**
   * An image as a direction of length 1; only those of one model build compare. [hidden]
   * null: the model is not loaded, and may not be.
   */
  features: {
    request: { modelFolder: string; image: Rgb; onlyIfLoaded: boolean };
    event: { features: Float32Array | null };
  };
  /** Pixels of a square picture, side as the model draws → its tokens. */
  encode: { request: { modelFolder: string; image: Rgb }; event: { tokens: readonly number[] } };
  /** A whole picture's tokens, or with `part` its first rows → pixels. */
  decode: {
    request: { modelFolder: string; tokens: readonly number[]; part?: true };
    event: Rgb;
  };
  tokenize: {
    request: { tokenizerFile: string; text: string };
    event: { ids: readonly number[]; tokens: readonly string[] };
  };
  /** Which execution providers ONNX Runtime has here, and why not the others. */
  providers: {
    request: Record<string, never>;
    event: {
      version: string;
      providers: readonly { name: string; available: boolean; reason: string }[];
    };
  };
};

/** A sheet of small pictures. Everything in pixels. */
export interface SheetOrder {
  readonly format: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** Of a cell, which is a square. */
  readonly side: number;
  readonly textSize: number;
  readonly cells: readonly {
    readonly left: number;
    readonly top: number;
    /** An image file. */
    readonly image: Uint8Array;
    /** null: no words. */
    readonly prompt: string | null;
    readonly fact: string;
  }[];
}

/** What the workshop does: foreign bytes, encoding, and building models. */
export type WorkshopVerbs = {
  /**
   * Decodes a foreign image, turned as its EXIF says, first frame only, on white where transparent.
   * `letterbox`: whole image in a square, 127 around it, as the vision encoder reads it.
   * `cover`: short side to the square, long side cropped at the centre, as VQ training did.
   */
  readImage: {
    request: { bytes: Uint8Array; fit: 'letterbox' | 'cover'; side: number };
    event: Rgb;
  };
  /** @see encodePng in image-file.ts for `canvas`. */
  encodePng: { request: Rgb & { readonly canvas?: number }; event: { bytes: Uint8Array } };
  /** A WebP copy of an image file, its longest side at most so long. */
  thumbnail: { request: { bytes: Uint8Array; side: number }; event: { bytes: Uint8Array } };
  /** How large a foreign image is, upright. Reads its header only. */
  measureImage: { request: { bytes: Uint8Array }; event: { width: number; height: number } };
  /** A rectangle of a foreign image as a PNG file, upright. */
  cutImage: { request: { bytes: Uint8Array; cut: Rectangle }; event: { bytes: Uint8Array } };
  /** A foreign image as a PNG of its own, upright, in sRGB, on white where transparent. */
  takeImage: { request: { bytes: Uint8Array }; event: ImageFile & ImageText };
  /** What a foreign image file says about how it was made. */
  readImageText: { request: { bytes: Uint8Array }; event: ImageText };
  /** One of our PNG files as a file of another format, or larger; it says nothing. */
  render: {
    request: {
      bytes: Uint8Array;
      format: 'png' | 'jpeg' | 'webp';
      /** 1 to 100; not for PNG. */
      quality: number;
      /** Times its size. */
      scale: number;
    };
    event: ImageFile;
  };
  contactSheet: { request: SheetOrder; event: ImageFile };
  /** An animation of one of our pictures: at each moment its first tokens, and nothing below. */
  replay: {
    request: {
      bytes: Uint8Array;
      tokens: readonly number[];
      /** Tokens along one side. */
      grid: number;
      /** [codebook, patch, patch, 3]: codes as they look by themselves. null: the picture's pixels. */
      patches: Uint8Array | null;
      /** How many tokens each frame shows. */
      moments: readonly number[];
      /** How long each frame is shown. */
      delaysMs: readonly number[];
      format: 'webp' | 'gif';
    };
    event: { kind: 'frame'; done: number; total: number } | { kind: 'file'; bytes: Uint8Array };
  };
  build: {
    request: { checkpoint: string; models: string; id: string; precision: string };
    event: BuildStep;
  };
  /** Looks at a checkpoint before anything is built of it. */
  inspect: { request: { checkpoint: string }; event: Inspection };
  verify: {
    request: { modelFolder: string };
    event: ProgressStep | { kind: 'verified'; verification: string };
  };
  /** Writes a checkpoint of random weights, for tests and benchmarks. */
  synthesize: {
    request: {
      size: 'tiny' | '1b' | '7b';
      layout: 'deepseek' | 'deepseek-bin' | 'transformers';
      seed: number;
      out: string;
    };
    event: { doneBytes: number; totalBytes: number };
  };
};
