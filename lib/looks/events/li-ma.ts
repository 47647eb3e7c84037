/**
 * Significance of an excess, in standard deviations, negative for a deficit; null where it is not defined (no counts at
 * all, or no OFF exposure). Source: Li and Ma 1983, ApJ 272, 317, equation 17.
 *
 * @param alpha ON exposure over OFF exposure
 */
export function liMa(on: number, off: number, alpha: number): number | null {
  if (!(alpha > 0) || on + off === 0) return null;
  const term = (count: number, share: number) => (count === 0 ? 0 : count * Math.log((share * count) / (on + off)));
  const squared = 2 * (term(on, (1 + alpha) / alpha) + term(off, 1 + alpha));
  return Math.sign(on - alpha * off) * Math.sqrt(Math.max(0, squared));
}
