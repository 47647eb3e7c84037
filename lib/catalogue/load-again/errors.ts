import { AppError } from "@/lib/errors/app-error";

/** One at a time of each collection. */
export class LoadUnderWay extends AppError {
  static override readonly slug = "load-under-way";
  readonly status = 409;
  constructor(collection: string) {
    super(`A load of ${collection} waits or runs already: see how it goes, and ask for another one when it has ended.`);
  }
}
