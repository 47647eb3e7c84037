import { RucioAnswerCut, RucioUnreachable } from "./faults";
import type { Limits } from "./limits";

/**
 * Watches over one answer: ends it when it does not begin, or stands still, for too long, and with its caller's signal.
 * A reader that is slow itself costs the answer nothing: time counts only while a piece is waited for.
 */
export class Patience {
  readonly #ending = new AbortController();
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #tooLong = false;
  #begun = false;

  constructor(
    private readonly limits: Limits,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.signal = caller ? AbortSignal.any([caller, this.#ending.signal]) : this.#ending.signal;
  }

  /** Waits for the answer's beginning or its next piece. */
  async waitFor<Result>(piece: Promise<Result>): Promise<Result> {
    const limitMs = this.#begun ? this.limits.pauseMs : this.limits.beginMs;
    this.#timer = setTimeout(() => {
      this.#tooLong = true;
      this.#ending.abort();
    }, limitMs);
    try {
      return await piece;
    } catch (error) {
      throw this.#faultOf(error);
    } finally {
      clearTimeout(this.#timer);
      this.#begun = true;
    }
  }

  /** The answer is not wanted any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#ending.abort();
  }

  #faultOf(error: unknown): unknown {
    // The caller's own end of the call is no fault of Rucio's.
    if (this.caller?.aborted) return this.caller.reason;
    if (this.#tooLong) return this.#begun ? new RucioAnswerCut(`nothing came for ${this.limits.pauseMs / 1000} s`) : new RucioUnreachable(`no answer in ${this.limits.beginMs / 1000} s`);
    const code = codeOf(error);
    return this.#begun ? new RucioAnswerCut(code, { cause: error }) : new RucioUnreachable(code, { cause: error });
  }
}

/** Node's code of a network fault, which names no address. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const found = cause?.code ?? code;
  return typeof found === "string" ? found : "the connection broke";
}
