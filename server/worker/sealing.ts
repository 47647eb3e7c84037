import { SEALED_AT_ONCE, sealPending } from "@/lib/audit/seal";
import { Rounds } from "./rounds";

/** An entry is sealed within a second, also when one round fails. */
const EVERY_MS = 250;
/** The database is away: asking four times a second does not bring it back. */
const AFTER_FAULT_MS = 2000;

/** Seals the audit. Several workers share the chains among themselves. */
export const sealing = () =>
  new Rounds({
    round: async () => ((await sealPending()) === SEALED_AT_ONCE ? 0 : EVERY_MS),
    firstAfterMs: 0,
    afterFaultMs: AFTER_FAULT_MS,
    fault: "the audit could not be sealed; it is tried again",
  });
