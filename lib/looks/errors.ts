import { AppError } from "@/lib/errors/app-error";

/** What the store links to an observation holds nothing of this sort. */
export class NothingToLookAt extends AppError {
  static override readonly slug = "nothing-to-look-at";
  readonly status = 422;
  constructor(what: string) {
    super(`The store links no ${what} to this observation.`);
  }
}

/** What is kept of a look that failed. */
export interface LookProblem {
  readonly slug: string;
  readonly status: number;
  readonly message: string;
}

/** A look that failed in the worker, told again as it was told there: a damaged file is as damaged for the next one. */
export class LookFailed extends AppError {
  readonly status: number;
  constructor(private readonly problem: LookProblem) {
    super(problem.message);
    this.status = problem.status;
  }

  override get slug(): string {
    return this.problem.slug;
  }
}

/** Each look that is not kept makes a worker read a file. */
export class TooManyLooks extends AppError {
  static override readonly slug = "too-many-looks";
  readonly status = 429;
  override readonly details: Record<string, unknown>;
  constructor(retryAfterSec: number) {
    super(`You, or others at your address, had many files looked at within a minute. Wait ${retryAfterSec} s, then try again; what was looked at before is shown at once, and downloads are not concerned.`);
    this.details = { retryAfterSec };
  }
}

/** The HDU that was asked for is not in the file. */
export class NoSuchHdu extends AppError {
  static override readonly slug = "no-such-hdu";
  readonly status = 422;
  constructor(name: string, index: number, count: number) {
    super(`${name} has no HDU ${index}: it has ${count}, counted from 0.`);
  }
}

/** Something in a file that was not foreseen; the worker's log has it. */
export class LookNotForeseen extends AppError {
  static override readonly slug = "look-failed";
  readonly status = 500;
  constructor(options?: { cause?: unknown }) {
    super("This could not be worked out from the file, for a reason that we did not foresee. Download the file to look at it.", options);
  }
}

/** The file is so large, or its storage so slow, that a quick look is none. */
export class LookTooLong extends AppError {
  static override readonly slug = "look-too-long";
  readonly status = 503;
  override readonly details = { retryAfterSec: 60 };
  constructor(seconds: number) {
    super(`Reading the file took longer than ${seconds} seconds: it is very large, or its storage is slow just now. Try again later, or download it.`);
  }
}
