import { openness, type Odds } from './odds.ts';

/** What is laid over a picture. */
export type OddsLayer = 'probability' | 'entropy';

/** What one look at the odds shows. */
export interface OddsFrame {
  readonly odds: Odds;
  /** Tokens along one side of the picture. */
  readonly grid: number;
  /** Tokens shown, from the first. */
  readonly end: number;
  readonly layer: OddsLayer;
  /** CSS colour of the uncertain. */
  readonly glow: string;
}

const dim = 'rgb(12 10 8 / 0.62)';

/** The picture dims, and what the model was unsure of glows. @param side Of a token, in pixels. */
export function paintOdds(pen: CanvasRenderingContext2D, frame: OddsFrame, side: number): void {
  const { odds, grid, end, layer, glow } = frame;
  const values = layer === 'entropy' ? odds.entropies : odds.probabilities;
  for (let at = 0; at < end; at += 1) {
    const [x, y] = [(at % grid) * side, Math.floor(at / grid) * side];
    pen.globalAlpha = 1;
    pen.fillStyle = dim;
    pen.fillRect(x, y, side, side);
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    pen.globalAlpha = 0.9 * (layer === 'entropy' ? openness(value) : 1 - value);
    pen.fillStyle = glow;
    pen.fillRect(x, y, side, side);
  }
  pen.globalAlpha = 1;
}
