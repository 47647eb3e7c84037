/**
 * A seeded generator of random numbers: the same seed and label give the same numbers on every machine.
 *
 * Each part of a simulation (the signal of one observation, its background, its gaps) draws from a generator with
 * a label of its own, so that leaving one project out, or adding one, changes no number of the others.
 * Source: xoshiro128** 1.1, Blackman and Vigna 2018; seeded by splitmix32 from an FNV-1a hash of the label.
 */
export class Random {
  private readonly state: Uint32Array;
  private spareNormal: number | null = null;

  constructor(seed: number, label: string) {
    let mixed = fnv1a(`${seed}/${label}`);
    this.state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      return splitmix32(mixed);
    });
  }

  private next32(): number {
    const s = this.state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.next32() >>> 5) * 67108864 + (this.next32() >>> 6)) / 9007199254740992;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Normal distribution of mean 0 and width 1. Source: Marsaglia's polar method. */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    for (;;) {
      const x = this.between(-1, 1);
      const y = this.between(-1, 1);
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.spareNormal = y * factor;
      return x * factor;
    }
  }

  /**
   * Number of events where `mean` are expected. Exact: large means are split into parts that are small enough for
   * multiplying uniform numbers (Knuth), since the sum of Poisson numbers is a Poisson number.
   */
  poisson(mean: number): number {
    let count = 0;
    let left = mean;
    while (left > 0) {
      const part = Math.min(left, 400);
      const limit = Math.exp(-part);
      for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
      left -= part;
    }
    return count;
  }
}

function rotateLeft(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function splitmix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
