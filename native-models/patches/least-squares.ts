/**
 * Sums for a linear least-squares fit: many samples go in, no sample is kept.
 *
 * The fit is of `targets` numbers from `features` numbers; it minimises Σ |W f − t|² + λ |W|².
 */
export interface Sums {
  readonly features: number;
  readonly targets: number;
  /** Σ f fᵀ [features, features] */
  readonly squares: Float64Array;
  /** Σ f tᵀ [features, targets] */
  readonly products: Float64Array;
}

/** No sample yet. */
export function noSums(features: number, targets: number): Sums {
  return {
    features,
    targets,
    squares: new Float64Array(features * features),
    products: new Float64Array(features * targets),
  };
}

/** @param f [features] @param t [targets] */
export function addSample(
  { features, targets, squares, products }: Sums,
  f: Float64Array,
  t: Float64Array,
): void {
  for (let i = 0; i < features; i++) {
    const weight = f[i]!;
    if (weight === 0) continue;
    for (let j = 0; j < features; j++) squares[i * features + j]! += weight * f[j]!;
    for (let j = 0; j < targets; j++) products[i * targets + j]! += weight * t[j]!;
  }
}

/**
 * Solves (Σ f fᵀ + λ I) W = Σ f tᵀ by Cholesky's factors.
 * @param ridge λ > 0, which keeps a fit of too few samples tame.
 * @returns W, transposed: [features, targets]
 */
export function solve({ features, targets, squares, products }: Sums, ridge: number): Float64Array {
  const lower = cholesky(squares, features, ridge);
  const solution = products.slice();
  const subtract = (to: number, from: number, factor: number) => {
    for (let j = 0; j < targets; j++) {
      solution[to * targets + j]! -= factor * solution[from * targets + j]!;
    }
  };
  const divide = (row: number) => {
    const pivot = lower[row * features + row]!;
    for (let j = 0; j < targets; j++) solution[row * targets + j]! /= pivot;
  };
  for (let i = 0; i < features; i++) {
    for (let k = 0; k < i; k++) subtract(i, k, lower[i * features + k]!);
    divide(i);
  }
  for (let i = features - 1; i >= 0; i--) {
    for (let k = i + 1; k < features; k++) subtract(i, k, lower[k * features + i]!);
    divide(i);
  }
  return solution;
}

/** L with L Lᵀ = A + λ I. [n, n], zeros above the diagonal. */
function cholesky(a: Float64Array, n: number, ridge: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j]!;
    }
  }
  return lower;
}
