import { patchyGrid } from './grids.ts';
import { addSample, noSums, solve, type Sums } from './least-squares.ts';

/** Decodes a whole grid: tokens [grid²] → pixels [3, side, side] around −1..1. */
export type DecodeGrid = (tokens: readonly number[]) => Promise<Float32Array>;

/** What the fit needs to know of a model. */
export interface PatchShape {
  /** Tokens along one side. */
  readonly grid: number;
  /** Pixels along one side of a token's square. */
  readonly patch: number;
  readonly codebook: number;
  readonly codeSize: number;
  /** The VQ codebook, rows of length 1. [codebook, codeSize] */
  readonly codes: Float32Array;
}

/** An estimate of what each code looks like, whatever stands around it. */
export interface PatchTable {
  /** [codebook, patch, patch, 3], 8 bits a channel. */
  readonly rgb: Uint8Array;
  /** Against true decodes of grids that were not fitted, in dB. */
  readonly psnr: number;
}

const fitted = 8;
const judged = 2;
const ridge = 1e-3;

/**
 * Fits the patch table of a model by least squares on decoded grids.
 *
 * A code's square is a quadratic function of its vector: 45 numbers a pixel for vectors of 8, so
 * that a few grids teach all codes, also those that no grid held.
 */
export async function fitPatches(shape: PatchShape, decode: DecodeGrid): Promise<PatchTable> {
  const { grid, patch, codebook } = shape;
  const sums = noSums(featureCount(shape.codeSize), 3 * patch ** 2);
  for (let i = 0; i < fitted; i++) {
    const tokens = patchyGrid(grid, codebook, i);
    addGrid(sums, shape, tokens, await decode(tokens));
  }
  const rgb = tableOf(shape, solve(sums, ridge));
  let squared = 0;
  for (let i = fitted; i < fitted + judged; i++) {
    const tokens = patchyGrid(grid, codebook, i);
    squared += meanSquaredError(shape, rgb, tokens, await decode(tokens)) / judged;
  }
  return { rgb, psnr: 10 * Math.log10(255 ** 2 / Math.max(squared, 1e-9)) };
}

/** 1, each number of the vector, and each product of two. */
function featureCount(codeSize: number): number {
  return 1 + codeSize + (codeSize * (codeSize + 1)) / 2;
}

function featuresOf(
  { codes, codeSize }: PatchShape,
  code: number,
  into: Float64Array,
): Float64Array {
  const vector = codes.subarray(code * codeSize, (code + 1) * codeSize);
  let at = 0;
  into[at++] = 1;
  for (const value of vector) into[at++] = value;
  for (let i = 0; i < codeSize; i++) {
    for (let j = i; j < codeSize; j++) into[at++] = vector[i]! * vector[j]!;
  }
  return into;
}

/** 0..255, not rounded. Order: row, column, channel. [3 · patch²] */
function squareOf(
  { grid, patch }: PatchShape,
  pixels: Float32Array,
  token: number,
  into: Float64Array,
): Float64Array {
  const side = grid * patch;
  const top = Math.floor(token / grid) * patch;
  const left = (token % grid) * patch;
  let at = 0;
  for (let y = 0; y < patch; y++) {
    for (let x = 0; x < patch; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = pixels[(channel * side + top + y) * side + left + x]!;
        into[at++] = Math.min(255, Math.max(0, ((value + 1) / 2) * 255));
      }
    }
  }
  return into;
}

function addGrid(
  sums: Sums,
  shape: PatchShape,
  tokens: readonly number[],
  pixels: Float32Array,
): void {
  const features = new Float64Array(sums.features);
  const square = new Float64Array(sums.targets);
  for (const [i, code] of tokens.entries()) {
    addSample(sums, featuresOf(shape, code, features), squareOf(shape, pixels, i, square));
  }
}

function tableOf(shape: PatchShape, weights: Float64Array): Uint8Array {
  const targets = 3 * shape.patch ** 2;
  const features = new Float64Array(featureCount(shape.codeSize));
  const rgb = new Uint8ClampedArray(shape.codebook * targets);
  const row = new Float64Array(targets);
  for (let code = 0; code < shape.codebook; code++) {
    featuresOf(shape, code, features);
    row.fill(0);
    for (const [i, feature] of features.entries()) {
      for (let j = 0; j < targets; j++) row[j]! += feature * weights[i * targets + j]!;
    }
    rgb.set(row, code * targets);
  }
  return new Uint8Array(rgb.buffer);
}

function meanSquaredError(
  shape: PatchShape,
  rgb: Uint8Array,
  tokens: readonly number[],
  pixels: Float32Array,
): number {
  const targets = 3 * shape.patch ** 2;
  const square = new Float64Array(targets);
  let sum = 0;
  for (const [i, code] of tokens.entries()) {
    squareOf(shape, pixels, i, square);
    for (let j = 0; j < targets; j++) sum += (square[j]! - rgb[code * targets + j]!) ** 2;
  }
  return sum / (tokens.length * targets);
}
