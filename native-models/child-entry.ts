import { answerAsChild } from './child.ts';

/** Runs as a child of `followChild`. */
await answerAsChild();
