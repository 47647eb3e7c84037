import { AppError } from "@/lib/errors/app-error";

export class SearchNameTaken extends AppError {
  static override readonly slug = "search-name-taken";
  readonly status = 409;
  constructor(name: string) {
    super(`You keep a search named '${name}' already: choose another name, or remove that one.`);
  }
}

export class TooManySearches extends AppError {
  static override readonly slug = "too-many-searches";
  readonly status = 409;
  constructor(limit: number) {
    super(`You keep ${limit} searches already, which is the most: remove one that you do not need.`);
  }
}

/** Watching means to remember what was found; that has a limit. */
export class TooMuchToWatch extends AppError {
  static override readonly slug = "too-much-to-watch";
  readonly status = 409;
  constructor(limit: number) {
    super(`A search that finds more than ${limit} observations can be kept but not watched: narrow it, for example to a project or a target.`);
  }
}

export class SearchNeedsName extends AppError {
  static override readonly slug = "search-needs-name";
  readonly status = 409;
  constructor() {
    super("Only a search with a name is watched: give it a name in the same request.");
  }
}
