import { answerAsChild } from './child.ts';
import { verifyFolder } from './verify.ts';

/** Runs as a child of `verifyModel`. */
answerAsChild(async (folder, remark) => {
  for await (const step of verifyFolder(folder)) remark(step);
});
