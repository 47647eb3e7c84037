import { LOOKED_AT_ONCE, lookForNews } from "@/lib/searches/watch";
import { Rounds } from "./rounds";

const ROUND_MS = 5000;

/** Looks at watched searches that are due. */
export const searchWatch = () =>
  new Rounds({
    round: async (signal) => ((await lookForNews(signal)) === LOOKED_AT_ONCE ? 0 : ROUND_MS),
    firstAfterMs: ROUND_MS,
    afterFaultMs: ROUND_MS,
    fault: "saved searches could not be looked at; it is tried again",
  });
