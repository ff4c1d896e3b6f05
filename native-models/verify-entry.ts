import { answerAsChild } from './child.ts';
import { verifyFolder } from './verify.ts';

/** Runs as a child of `verifyModel`. */
answerAsChild(verifyFolder);
