import { AppError } from "@/lib/errors/app-error";

/** Something between the portal and Rucio. What Rucio said stays in `cause`: it may name what the reader may not know of. */
export abstract class RucioFault extends AppError {
  static override readonly slug: string = "rucio-fault";
  readonly status: number = 503;
}

/** Nobody answers, not in time, or what stands before Rucio says that it is away. The next try may do. */
export class RucioUnreachable extends RucioFault {
  static override readonly slug = "rucio-unreachable";
  override readonly details = { retryAfterSec: 30 };
  constructor(reason: string, options?: { cause?: unknown }) {
    super(`The data lake's Rucio can not be reached just now (${reason}). Try again in a minute; if it stays, tell the portal's operators.`, options);
  }
}

/** Rucio does not take the portal's account, password or token. No second try mends that. */
export class RucioRefused extends RucioFault {
  static override readonly slug = "rucio-refused";
  override readonly status = 502;
  constructor(what: string, options?: { cause?: unknown }) {
    super(`The data lake's Rucio refuses the portal: ${what}. Tell the portal's operators.`, options);
  }
}

/** Rucio broke down over a request of ours: a status of 500, with its reason or as an HTML page. */
export class RucioBroken extends RucioFault {
  static override readonly slug = "rucio-broken";
  override readonly status = 502;
  constructor(what: string, options?: { cause?: unknown }) {
    super(`The data lake's Rucio failed at ${what}. Try again in a minute; if it stays, tell the portal's operators.`, options);
  }
}

/** What came does not speak as Rucio does: a line that is no JSON, a field that is missing, a page of something else. */
export class RucioAnswerOdd extends RucioFault {
  static override readonly slug = "rucio-answer-odd";
  override readonly status = 502;
  constructor(what: string, options?: { cause?: unknown }) {
    super(`The data lake's Rucio gave an answer that the portal does not understand: ${what}. Tell the portal's operators.`, options);
  }
}

/** An answer that broke off. What had come of it counts for nothing, since nobody knows what is missing. */
export class RucioAnswerCut extends RucioFault {
  static override readonly slug = "rucio-answer-cut";
  override readonly status = 502;
  constructor(what: string, options?: { cause?: unknown }) {
    super(`An answer of the data lake's Rucio broke off (${what}). Try again; if it stays, tell the portal's operators.`, options);
  }
}

/** A filter that no search can have. */
export class RucioFilterInvalid extends RucioFault {
  static override readonly slug = "rucio-filter-invalid";
  override readonly status = 400;
  constructor(reason: string) {
    super(`The metadata filter can not be used: ${reason}.`);
  }
}

/**
 * Rucio understood and says no, by an exception of its own.
 * Source: PROTOCOLS, Rucio REST, Errors. Messages are cut at 125 characters in the header; the body has them whole.
 */
export class RucioSaysNo extends RucioFault {
  static override readonly slug: string = "rucio-says-no";
  /** Not Rucio's own: its 401 and 404 are about the portal and its data lake, not about who asks the portal. */
  override readonly status = 502;
  constructor(
    readonly rucioStatus: number,
    /** Rucio's name of the exception, e.g. `DataIdentifierNotFound`. */
    readonly exception: string,
    readonly said: string,
    what: string,
  ) {
    super(`The data lake's Rucio refused ${what} (${exception}).`, { cause: said });
  }
}

/** Whether the same request may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  return error instanceof RucioUnreachable || error instanceof RucioBroken || error instanceof RucioAnswerCut;
}
