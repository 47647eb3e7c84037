import { json } from "@/lib/http/json";
import { route } from "@/lib/http/route";
import { redeem } from "@/lib/launch/redeem";
import { redeemRequestSchema } from "@/lib/launch/schemas";

export const POST = route({ body: redeemRequestSchema, anyone: true }, async ({ body }) => json(await redeem(body.ticket, body.key)));
