import { AppError } from "@/lib/errors/app-error";

/** A GADF store that can not be used. The message names the file, the HDU or row, and the cause. */
export abstract class GadfError extends AppError {
  static override readonly slug: string = "gadf-invalid";
  readonly status = 422;
}

/** An index lacks a column that GADF requires. */
export class GadfMissingColumn extends GadfError {
  static override readonly slug = "gadf-missing-column";
}

/** A value that can not be what its column or keyword should say. */
export class GadfBadValue extends GadfError {
  static override readonly slug = "gadf-bad-value";
}

/** One OBS_ID stands for two observations. */
export class GadfDuplicateObservation extends GadfError {
  static override readonly slug = "gadf-duplicate-observation";
}

/** A path of the hdu-index leads out of the store, by `..`, as an absolute path or through a symbolic link. */
export class StorePathEscapes extends GadfError {
  static override readonly slug = "gadf-path-escapes";
}
