import { tooLarge } from '../../native-models/forecast.ts';
import type { Crew } from '../children/crew.ts';
import { StudioFailure } from '../failure.ts';
import type { InstalledModel } from '../models/library.ts';

/** What a model is loaded with. */
export interface Loading {
  readonly model: InstalledModel;
  /** Load it though the forecast says that this machine's memory will not do. */
  readonly loadAnyway?: boolean | undefined;
}

/**
 * Work of the engine with a model, refused beforehand where the forecast forbids it. A forecast is a
 * guess, so it can be overruled; what then goes wrong is explained.
 * @throws {StudioFailure} `out-of-memory` before anything is loaded, or when the engine dies of it.
 */
export async function* withMemory<Step>(
  { model, loadAnyway = false }: Loading,
  { memoryBytes }: Pick<Crew, 'memoryBytes'>,
  work: () => AsyncIterable<Step>,
): AsyncGenerator<Step, void> {
  const why = tooLarge(model.needs, memoryBytes);
  if (why === null) {
    yield* work();
    return;
  }
  if (!loadAnyway) {
    throw new StudioFailure(
      'out-of-memory',
      `${why} Choose a smaller model or build it as int4, or load it anyway: it may be slow or stop.`,
    );
  }
  try {
    yield* work();
  } catch (thrown) {
    if (!(thrown instanceof StudioFailure) || thrown.code !== 'engine-stopped') throw thrown;
    throw new StudioFailure(
      'out-of-memory',
      `${why} It was loaded anyway and the engine stopped. Close other programs, choose a smaller model, or build it as int4.`,
      { cause: thrown },
    );
  }
}
