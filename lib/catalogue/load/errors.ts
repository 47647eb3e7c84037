import { AppError } from "@/lib/errors/app-error";

/** A store or projects file that can not be loaded. The message names the file, the row and the cause; nothing was changed. */
export abstract class LoadError extends AppError {
  static override readonly slug: string = "load-refused";
  readonly status = 422;
}

/** There is no obs-index, or several, below the folder. */
export class NoStore extends LoadError {
  static override readonly slug = "no-store";
}

/** The projects file is not as it should be, or names what the store has not. */
export class BadProjectsFile extends LoadError {
  static override readonly slug = "bad-projects-file";
}

/** An observation that can not be described. */
export class BadObservation extends LoadError {
  static override readonly slug = "bad-observation";
}

/** Somebody changes the embargo of what is being loaded, and neither can go on before the other. Load it again. */
export class EmbargoChanging extends LoadError {
  static override readonly slug = "embargo-changing";
}
