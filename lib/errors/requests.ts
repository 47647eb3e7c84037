import { AppError } from "./app-error";

/** What is absent, and what the viewer may not know of: one answer, so that nobody can tell them apart. */
export class NotFound extends AppError {
  static override readonly slug = "not-found";
  readonly status = 404;
  constructor() {
    super("There is nothing here for you: the address is wrong, or what it names does not exist or is not visible to you.");
  }
}

/** Something in the request's form is wrong; `path` names the parameter. */
export class BadRequest extends AppError {
  static override readonly slug = "bad-request";
  readonly status = 400;
  override readonly details: Record<string, unknown>;
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.details = { errors: [{ path, message }] };
  }
}

/** A cursor that this portal did not issue for this query. */
export class BadCursor extends AppError {
  static override readonly slug = "bad-cursor";
  readonly status = 400;
  constructor() {
    super("The cursor does not belong to this query: begin again without a cursor.");
  }
}

/** A write with a cookie that did not come from the portal's own pages (cross-site request forgery). */
export class ForeignOrigin extends AppError {
  static override readonly slug = "foreign-origin";
  readonly status = 403;
  constructor() {
    super("This request changes something and did not come from the portal's own pages. Scripts send a bearer token instead of the cookie.");
  }
}

/** Visible, but its bytes are closed to the viewer. `opensAt` ISO 8601 UTC; null: no date is set. */
export class Embargoed extends AppError {
  static override readonly slug = "embargoed";
  readonly status = 403;
  override readonly details: Record<string, unknown>;
  constructor(id: string, opensAt: string | null) {
    super(opensAt ? `${id} is under embargo until ${opensAt}.` : `${id} is under embargo; no date is set on which it opens.`);
    this.details = { id, opensAt };
  }
}

/** A body larger than any request of the API needs. */
export class BodyTooLarge extends AppError {
  static override readonly slug = "body-too-large";
  readonly status = 413;
  constructor(limitBytes: number) {
    super(`The request's body is larger than ${limitBytes} bytes: send it in parts.`);
  }
}
