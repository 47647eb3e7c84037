import { foldOpenSums } from "@/lib/catalogue/open-sums";
import { Rounds } from "./rounds";

/** Loads and changes of clocks add some thousand rows each: few enough to be read meanwhile. */
const EVERY_MS = 30_000;

/** Folds the sums that changes have added to. */
export const folding = () =>
  new Rounds({
    round: async () => {
      await foldOpenSums();
      return EVERY_MS;
    },
    firstAfterMs: 1000,
    afterFaultMs: EVERY_MS,
    fault: "the sums of open observations could not be folded; it is tried again",
  });
