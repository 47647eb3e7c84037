import { AppError } from "@/lib/errors/app-error";

/** The basket is not as the caller last saw it: another tab or script changed it meanwhile. Nothing was changed. */
export class BasketChanged extends AppError {
  static override readonly slug = "basket-changed";
  readonly status = 412;
  override readonly details: Record<string, unknown>;
  constructor(readonly revision: number) {
    super(`The basket was changed elsewhere and is now at revision ${revision}; nothing was changed by this request. Read it again, then repeat what you wanted.`);
    this.details = { revision };
  }
}

/** More items than one basket may hold. Nothing was added. */
export class BasketFull extends AppError {
  static override readonly slug = "basket-full";
  readonly status = 413;
  override readonly details: Record<string, unknown>;
  constructor(itemLimit: number) {
    super(`A basket holds at most ${itemLimit} items, and this would make it more; nothing was added. Narrow the search, or empty the basket first.`);
    this.details = { itemLimit };
  }
}

/** The viewer's rights changed between choosing a manifest's files and keeping it; asking again gives what is open now. */
export class ManifestOutdated extends AppError {
  static override readonly slug = "manifest-outdated";
  readonly status = 409;
  constructor() {
    super("What you may read changed while the manifest was made; nothing was kept. Ask again: it will be made of what is open to you now.");
  }
}
