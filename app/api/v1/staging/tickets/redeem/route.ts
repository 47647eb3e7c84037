import { callerAddress } from "@/lib/auth/caller-address";
import { countingFailures, type Guess } from "@/lib/auth/rate-limit";
import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { TicketUnknown, TicketUsed } from "@/lib/launch/errors";
import { redeem } from "@/lib/launch/redeem";
import { redeemRequestSchema } from "@/lib/launch/schemas";

/** A ticket that somebody else holds is used up by its first key: other keys for it are counted for that ticket too. */
export const POST = route({ body: redeemRequestSchema, anyone: true }, async ({ body: { ticket, key }, request }) => {
  const guess: Guess = { kind: "ticket", secret: `${ticket} ${key}`, address: callerAddress((name) => request.headers.get(name)), account: ticket };
  return json(await countingFailures(guess, () => redeem(ticket, key), (error) => error instanceof TicketUnknown || error instanceof TicketUsed));
});
