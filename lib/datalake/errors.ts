import { AppError } from "@/lib/errors/app-error";

/** No room for the file. Nothing of it was kept. */
export class LakeFull extends AppError {
  static override readonly slug = "lake-full";
  readonly status = 507;
  constructor(file: string, options?: { cause?: unknown }) {
    super(`${file} was not taken in: the data lake's disk is full (or its quota used up). Nothing of it was kept; make room, then try again.`, options);
  }
}

/** The lake as a whole can not be used: its folder is missing, or may not be entered or written. */
export class LakeUnavailable extends AppError {
  static override readonly slug = "lake-unavailable";
  readonly status = 503;
  override readonly details = { retryAfterSec: 30 };
  constructor(reason: string, options?: { cause?: unknown }) {
    super(`The data lake can not be used just now (${reason}). Try again in a minute; if it stays, tell the portal's operators.`, options);
  }
}

/** The file to take in is not there, may not be read, is no regular file, or changed while it was copied. */
export class LakeSourceUnreadable extends AppError {
  static override readonly slug = "lake-source-unreadable";
  readonly status = 422;
  constructor(file: string, reason: string, options?: { cause?: unknown }) {
    super(`${file} was not taken in: ${reason}.`, options);
  }
}

/** The catalogue names bytes that the lake does not have, or has in another size. Where they should be stays unsaid. */
export class LakeFileMissing extends AppError {
  static override readonly slug = "file-lost";
  readonly status = 502;
  constructor(options?: { cause?: unknown }) {
    super("The file is in the catalogue, but the data lake has not its bytes. Quote the request id to the portal's operators, who can restore it.", options);
  }
}

/** A location that this backend never gave: a fault of the catalogue, or somebody trying to climb out of the lake. */
export class LakeLocationInvalid extends AppError {
  static override readonly slug = "file-lost";
  readonly status = 502;
  constructor() {
    super("The file's place in the data lake is not one that the lake gave out. Quote the request id to the portal's operators.");
  }
}

/** No storage site gives the file just now: each of its copies is away, damaged or still on its way, or there is none. */
export class NoReplica extends AppError {
  static override readonly slug = "no-replica";
  readonly status = 503;
  override readonly details = { retryAfterSec: 300 };
  constructor(options?: { cause?: unknown }) {
    super("No storage site of the data lake can give this file just now. Try again in some minutes; if it stays, quote the request id to the portal's operators.", options);
  }
}

/** The only copies are on tape, from which nothing can be read at once. */
export class FileOnTape extends AppError {
  static override readonly slug = "file-on-tape";
  readonly status = 503;
  override readonly details = { retryAfterSec: 3600 };
  constructor(options?: { cause?: unknown }) {
    super("This file is on tape only and must be brought to disk before it can be read, which takes hours. Ask the portal's operators for a copy on disk, or launch on a service to which the data lake can bring it.", options);
  }
}

/** Into this backend the portal puts nothing. */
export class LakeReadOnly extends AppError {
  static override readonly slug = "lake-read-only";
  readonly status = 422;
  constructor() {
    super("Files are registered in Rucio by the observatory's own data management; the portal harvests them (npm run harvest) and puts none there.");
  }
}
