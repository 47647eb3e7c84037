import { LoadError } from "@/lib/catalogue/load/errors";

/** The mapping file is not as it should be, or names what the scope has not. */
export class BadMapping extends LoadError {
  static override readonly slug = "bad-mapping";
}

/** What Rucio lists can not be meant: nothing was changed. */
export class HarvestRefused extends LoadError {
  static override readonly slug = "harvest-refused";
}
