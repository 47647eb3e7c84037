/** A copy that failed is asked last for so long. */
const DOUBT_MS = 5 * 60_000;
const MOST = 10_000;

/** Which copies failed lately. */
export class Doubts {
  readonly #untilMs = new Map<string, number>();

  has(url: string): boolean {
    return (this.#untilMs.get(url) ?? 0) > Date.now();
  }

  add(url: string): void {
    this.#untilMs.delete(url);
    this.#untilMs.set(url, Date.now() + DOUBT_MS);
    if (this.#untilMs.size > MOST) this.#untilMs.delete(this.#untilMs.keys().next().value!);
  }
}
