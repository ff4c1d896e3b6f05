/** A part by others that ships with the studio, as `licences.json` lists it. */
export interface ShippedPart {
  readonly name: string;
  readonly version: string;
  /** As its package says. */
  readonly licence: string;
  /** Null when the package holds none. */
  readonly text: string | null;
}
