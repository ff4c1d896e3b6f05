import sharp from 'sharp';
import { workshopVerbs } from '../../main/children/workshop-verbs.ts';
import { changePictures } from '../../main/gallery/change.ts';
import { openGallery } from '../../main/gallery/open.ts';
import { withFacts, type PictureFacts } from '../../main/gallery/picture-file.ts';
import { usePrompt } from '../../main/gallery/prompts.ts';
import { savePicture } from '../../main/gallery/save.ts';
import { pathsUnder } from '../../main/paths.ts';

/**
 * Fills a data folder's gallery with painted scenes, for tests and for a person to look at:
 * `make-gallery.ts <folder> <count>`. Six were made before the last noon, and twelve each day before that,
 * whatever the hour is.
 */
const [folder = '', counted = '24'] = process.argv.slice(2);

const prompts = [
  'a small boat on calm water at dawn',
  '바다 위의 작은 배, 수채화',
  'three hills under a red sun, woodcut',
  '雪山和月亮',
  'a lighthouse seen from far away',
  '저녁노을이 지는 언덕',
  'a green meadow after rain, soft light, painted with a broad brush',
  'قارب صغير في البحر',
];

const side = 384;
type Colour = readonly [number, number, number];

/** Colour of a hue in degrees: paler as it grows lighter. */
function colour(hue: number, light: number): Colour {
  const channel = (turn: number): number =>
    255 * Math.min(1, light * (1 + 0.45 * Math.cos(((hue - turn) * Math.PI) / 180)));
  return [channel(0), channel(120), channel(240)];
}

/** [side, side, 3]: a sky, a sun and hills, each with a colour of its own. */
function scene(at: number): Uint8Array {
  const hue = (at * 47) % 360;
  const [sunX, sunY, sunR] = [70 + ((at * 71) % 240), 90 + ((at * 37) % 90), 26 + ((at * 13) % 26)];
  const hills = [0, 1, 2].map((row) => ({
    base: 230 + 55 * row + ((at * (17 + row)) % 30),
    rise: 14 + ((at * (29 + 7 * row)) % 26),
    wave: 50 + ((at * 13 + 31 * row) % 40),
    fill: colour(hue + 150, 0.46 - 0.14 * row),
  }));
  const rgb = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    const sky = colour(hue + y / 8, 0.35 + (0.45 * y) / side);
    for (let x = 0; x < side; x += 1) {
      const hill = hills.findLast(
        ({ base, rise, wave }) => y > base + rise * Math.sin(x / wave + at),
      );
      const sun = Math.hypot(x - sunX, y - sunY) < sunR;
      rgb.set(hill?.fill ?? (sun ? colour(hue + 60, 0.97) : sky), (y * side + x) * 3);
    }
  }
  return rgb;
}

const opened = await openGallery(pathsUnder(folder), {
  async result(verb, request, signal) {
    let last: unknown;
    for await (const event of workshopVerbs[verb](request, signal)) last = event;
    return last as never;
  },
});
const { gallery } = opened;
const count = Number(counted);
const noon = new Date();
if (noon.getHours() < 12) noon.setDate(noon.getDate() - 1);
noon.setHours(12, 0, 0, 0);
const numbers: number[] = [];
for (let at = 0; at < count; at += 1) {
  const prompt = prompts[Math.floor(at / 3) % prompts.length] ?? '';
  if (at % 3 === 0) await usePrompt(gallery, prompt);
  const facts: PictureFacts = {
    version: 1,
    prompt,
    model: at % 4 === 3 ? 'janus-pro-7b-int4' : 'janus-pro-1b',
    seed: 1000 + at,
    guidance: at % 2 === 0 ? 5 : 7,
    temperature: 1,
    forced: 0,
    createdAt: new Date(noon.getTime() - 3_600_000 - (count - 1 - at) * 7_200_000).toISOString(),
    msPerToken: 41.5,
    tokens: Array.from({ length: at % 11 === 10 ? 312 : 576 }, (_, token) => token),
    tokensTotal: 576,
  };
  const image = await sharp(scene(at), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  const png = withFacts(image, facts, side);
  const finished = { png, facts, width: side, height: side, trail: null };
  numbers.push((await savePicture(gallery, finished)).number);
}
const every = (step: number, from: number): number[] =>
  numbers.filter((_, at) => at % step === from);
await changePictures(gallery, { numbers: every(6, 2), favourite: true });
await changePictures(gallery, { numbers: every(5, 1), addTags: ['print'] });
await changePictures(gallery, { numbers: every(7, 3), addTags: ['여름', 'sea'] });
await opened[Symbol.asyncDispose]();
