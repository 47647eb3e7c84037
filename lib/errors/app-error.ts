/**
 * The root of every error that a user may meet. A subclass names one situation; `lib/http/problem.ts`
 * turns it into RFC 9457 problem+json, so no other place decides on a status or a body.
 *
 * `message` is public: it names the thing, the cause and the next step, and never a hidden thing.
 * What only operators may read goes into `cause`.
 */
export abstract class AppError extends Error {
  /** Stable, kebab-case name of the situation; the last part of the problem's `type`. */
  static readonly slug: string = "internal-error";
  /** HTTP status that the situation answers with. */
  abstract readonly status: number;
  /** More members of the problem document, e.g. the date on which a file opens. */
  readonly details: Record<string, unknown> = {};

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }

  get slug(): string {
    return (this.constructor as typeof AppError).slug;
  }
}
