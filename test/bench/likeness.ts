import type { Workshop } from '../../main/children/workshop.ts';
import { findPictures } from '../../main/gallery/find.ts';
import { forgetEyes, seeWith } from '../../main/gallery/similar.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { rowsOf } from '../../main/gallery/rows.ts';
import type { Paths } from '../../main/paths.ts';
import type { Report } from './figures.ts';
import { fillDirections } from './fill-gallery.ts';
import { during, everything, sayTime } from './large-gallery.ts';

/** Numbers of a direction, as published. */
const widths = { '1B': 2048, '7B': 4096 } as const;
/** All put in order within, ms: of a 1B, for 100,000 pictures. */
const orderWithin = 50;

/** How long it takes to compare one picture with all of a large gallery. */
export async function measureLikeness(
  paths: Paths,
  workshop: Workshop,
  report: Report,
): Promise<void> {
  for (const [model, width] of Object.entries(widths)) {
    await using opened = await openGallery(paths, workshop);
    const { gallery } = opened;
    await opened.tookIn;
    await fillDirections(gallery, model, width);
    await seeWith(gallery, model);
    const { numbers } = await findPictures(gallery, everything);
    const [number = 0] = new Uint32Array(numbers.slice(0, 4).buffer);
    const similarTo = rowsOf(gallery.sqlite, [number])[0]?.picture.id ?? '';
    const find = () => findPictures(gallery, { ...everything, similarTo });
    await during(report, `${model}: read ${width} numbers a picture, order all`, find);
    await sayTime(report, `${model}: all in order of likeness, ms`, find, orderWithin);
    const used = process.cpuUsage();
    await during(report, `${model}: once more`, find);
    const { user, system } = process.cpuUsage(used);
    report.say('  of the processor, ms', (user + system) / 1000, orderWithin);
    await forgetEyes(gallery, []);
  }
}
