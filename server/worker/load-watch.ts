import { carryOutLoad } from "@/lib/catalogue/load-again/carry-out";
import { lakeBackend } from "@/lib/datalake/registry";
import { Rounds } from "./rounds";

const ROUND_MS = 5000;

/** Does the loads that managers of collections ask for, one after the other. */
export const loadWatch = () =>
  new Rounds({
    round: async (signal) => ((await carryOutLoad((file) => lakeBackend("local").put(file), signal)) ? 0 : ROUND_MS),
    firstAfterMs: ROUND_MS,
    afterFaultMs: ROUND_MS,
    fault: "loads that were asked for could not be done; it is tried again",
  });
