import { oddConfig, type SynthesizeOrder } from '../../native-models/synthesize.ts';

/** The checkpoints that golden values were made on: one seed, one model, in either layout. */
export const checkpointNames = ['tiny', 'odd'] as const;
export type CheckpointName = (typeof checkpointNames)[number];

export function checkpointOrder(
  name: CheckpointName,
  layout: SynthesizeOrder['layout'],
  out: string,
): SynthesizeOrder {
  return name === 'tiny'
    ? { size: 'tiny', roles: 'pro', layout, seed: 7, out }
    : { size: oddConfig, roles: 'janus', layout, seed: 11, out };
}
