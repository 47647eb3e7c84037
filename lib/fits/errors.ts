import { AppError } from "@/lib/errors/app-error";

/** Where in a file something is wrong: its name as the user knows it, and the HDU if it is known. */
export type FitsPlace = { file: string; hdu?: string };

function where({ file, hdu }: FitsPlace): string {
  return hdu === undefined ? file : `${file}, HDU ${hdu}`;
}

/** A FITS file (or what should become one) that can not be used. The message names file, HDU and cause. */
export abstract class FitsError extends AppError {
  static override readonly slug: string = "fits-invalid";
  readonly status = 422;

  constructor(
    readonly place: FitsPlace,
    readonly problem: string,
    options?: { cause?: unknown },
  ) {
    super(`${where(place)}: ${problem}`, options);
  }
}

/** The bytes do not begin as a FITS file does (`SIMPLE  =`). */
export class NotFits extends FitsError {
  static override readonly slug = "fits-not-fits";
}

/** The file ends before the header or the data that it declares. */
export class FitsTruncated extends FitsError {
  static override readonly slug = "fits-truncated";
}

/** The gzip stream around the file is cut off or corrupt. */
export class FitsGzipDamaged extends FitsError {
  static override readonly slug = "fits-gzip-damaged";
}

/** The header declares data of a size that this file can not hold; refused before any memory is taken. */
export class FitsAbsurdSize extends FitsError {
  static override readonly slug = "fits-absurd-size";
}

/** A keyword that the format requires is missing, or its value makes no sense. */
export class FitsBadHeader extends FitsError {
  static override readonly slug = "fits-bad-header";
}

/** A TFORM, TDIM, TSCAL or descriptor that can not be read. */
export class FitsBadColumn extends FitsError {
  static override readonly slug = "fits-bad-column";
}

/** The file has no HDU of the name asked for, or it is not a binary table. */
export class FitsMissingHdu extends FitsError {
  static override readonly slug = "fits-missing-hdu";
}

/** The table has no column of the name asked for. */
export class FitsMissingColumn extends FitsError {
  static override readonly slug = "fits-missing-column";
}

/** Values or cards that FITS can not express (out of range, not ASCII, NaN in a header, …). */
export class FitsUnwritable extends FitsError {
  static override readonly slug = "fits-unwritable";
}
