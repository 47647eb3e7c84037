/** A token for Rucio's `X-Rucio-Auth-Token`, and until when it is good. */
export interface RucioToken {
  readonly value: string;
  readonly expiresAtMs: number;
}

/** Gets a new token. @throws RucioRefused, RucioUnreachable, RucioAnswerOdd */
export type TokenSource = () => Promise<RucioToken>;

/** A token is renewed so long before its end that no request begins with one that ends on its way. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Of a token that lives shorter than that, this part of its life is left at renewal. */
const RENEW_BEFORE_PART = 0.2;
const HOUR_MS = 3_600_000;

/**
 * Keeps one account's token and renews it before it ends: however many requests want it, one renewal runs at a time. It
 * belongs to one account, the portal's or one viewer's, and must never be shared between two.
 */
export class TokenKeeper {
  #kept: (RucioToken & { readonly renewAtMs: number }) | undefined;
  #renewing: Promise<string> | undefined;

  constructor(private readonly source: TokenSource) {}

  /** A token that is good for some time yet. */
  async current(): Promise<string> {
    const kept = this.#kept;
    if (!kept) return this.#renew();
    const now = Date.now();
    if (now < kept.renewAtMs) return kept.value;
    return this.#renew().catch((error: unknown) => {
      // Old and still good: whoever gives tokens out may be back before it ends.
      if (Date.now() < kept.expiresAtMs && this.#kept === kept) return kept.value;
      throw error;
    });
  }

  /** A token other than one that was refused. Many that were refused the same token get the same new one. */
  async insteadOf(refused: string): Promise<string> {
    if (this.#kept && this.#kept.value !== refused) return this.#kept.value;
    return this.#renew();
  }

  /** Not bound to the request that needed it first: the others would lose it with that one. Its source has a time limit. */
  #renew(): Promise<string> {
    this.#renewing ??= this.source()
      .then((token) => {
        const now = Date.now();
        // Where clocks differ so much that a new token looks ended, it is used until it is refused.
        const leftMs = token.expiresAtMs > now ? token.expiresAtMs - now : HOUR_MS;
        this.#kept = { ...token, renewAtMs: now + leftMs - Math.min(RENEW_BEFORE_MS, leftMs * RENEW_BEFORE_PART) };
        return token.value;
      })
      .finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }
}
