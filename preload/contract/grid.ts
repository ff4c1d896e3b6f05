import { z } from 'zod';

const side = <What extends string, Value extends z.ZodType>(what: What, value: Value) =>
  z.strictObject({ what: z.literal(what), values: z.array(value).min(1).max(16) });

/** What changes along one side of a grid, and its values in their order. */
const GridSide = z.discriminatedUnion('what', [
  side('seed', z.int().min(0).max(0xffff_ffff)),
  side('guidance', z.number().min(1).max(20)),
  side('temperature', z.number().min(0).max(2)),
]);

/** Pictures that differ in two settings: row by row, one for each pair of values. */
export const Grid = z
  .strictObject({ across: GridSide, down: GridSide })
  .refine(({ across, down }) => across.what !== down.what, {
    message: 'Expected two settings that differ.',
  });
export type Grid = z.infer<typeof Grid>;
