import { CaptionRequest } from '../../preload/contract/captions.ts';
import { takeCaptionsBack, writeCaption, type Recaptioned } from '../gallery/captions.ts';
import { caption, type CaptionJob } from './caption.ts';
import type { Bench } from './draw-to-gallery.ts';
import { Rounds, type RoundOptions, type RoundStep } from './rounds.ts';

const DescribeWish = CaptionRequest.omit({ numbers: true });
type DescribeWish = Omit<CaptionRequest, 'numbers'>;

/** Describes pictures, one after the other. */
export type Captions = Rounds<DescribeWish, Recaptioned>;

/** Goes on with the describing that the studio's end interrupted. */
export function openCaptions(
  bench: Bench,
  rest: Pick<RoundOptions<DescribeWish, Recaptioned>, 'afterCrash' | 'log'>,
): Captions {
  const { gallery } = bench;
  return new Rounds({
    ...rest,
    kind: 'captions',
    sqlite: gallery.sqlite,
    parse: (kept) => DescribeWish.safeParse(kept).data,
    work: (number, wish, signal) => describe({ ...wish, number }, bench, signal),
    takeBack: (made) => takeCaptionsBack(gallery, made),
  });
}

async function* describe(
  job: CaptionJob,
  bench: Bench,
  signal: AbortSignal,
): AsyncGenerator<RoundStep<Recaptioned>, void> {
  for await (const step of caption(job, bench, signal)) {
    if (step.kind === 'queued') yield step;
    else if (step.caption === '') yield { kind: 'skipped' };
    else {
      const made = await writeCaption(bench.gallery, job.number, step.caption);
      yield { kind: 'made', made };
    }
  }
}
