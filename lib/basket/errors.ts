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

/** Another basket of the same person has the name. Nothing was changed. */
export class BasketNameTaken extends AppError {
  static override readonly slug = "basket-name-taken";
  readonly status = 409;
  constructor(name: string) {
    super(`You have a basket named '${name}' already: take another name.`);
  }
}

/** As many baskets as one person may have. None was made. */
export class TooManyBaskets extends AppError {
  static override readonly slug = "too-many-baskets";
  readonly status = 409;
  override readonly details: Record<string, unknown>;
  constructor(limit: number) {
    super(`You have ${limit} baskets, which is as many as one person may have: delete one first.`);
    this.details = { limit };
  }
}

/** The only basket that somebody has stays. */
export class LastBasket extends AppError {
  static override readonly slug = "last-basket";
  readonly status = 409;
  constructor() {
    super("This is your only basket and stays: take its items out, or make another basket first.");
  }
}

/** A basket that keeps no search has nothing that could be new. */
export class NoBasketQuery extends AppError {
  static override readonly slug = "no-basket-query";
  readonly status = 409;
  constructor() {
    super("This basket keeps no search, so nothing can be new in it. Add all results of a search with keepQuery.");
  }
}

/** A manifest that was kept before links came, or of which nothing is left to read: there is nothing to share. */
export class NothingToShare extends AppError {
  static override readonly slug = "nothing-to-share";
  readonly status = 409;
  constructor() {
    super("There is nothing in this manifest that you could share: you can read none of it now, or it was kept before manifests could be shared. Share the basket again.");
  }
}
