import type { Work } from './child.ts';
import { verifyFolder } from './verify.ts';

/** Done for `verifyModel`. */
export const work: Work = async (folder, remark) => {
  for await (const step of verifyFolder(folder)) remark(step);
};
