import { log } from "@/lib/config/log";
import { sendNotices } from "@/lib/embargo/grants/mail/send-notices";
import { Rounds } from "./rounds";

const ROUND_MS = 5000;

/** Mails notices. A letter under way when the worker ends is given back, unless the server has begun to take it. */
export const post = () =>
  new Rounds({
    round: async (signal) => {
      const sent = await sendNotices(signal);
      if (sent > 0) log.info({ sent }, "notices mailed");
      return ROUND_MS;
    },
    firstAfterMs: 0,
    afterFaultMs: ROUND_MS,
    fault: "notices could not be mailed; it is tried again",
  });
