import { z } from "zod";
import { type Claims, claimsSchema } from "@/lib/auth/claims";
import type { Discovery } from "@/lib/auth/discovery";
import { IamUnreachable } from "@/lib/auth/errors";
import { askIam } from "@/lib/auth/iam-client";

/**
 * The claims that the identity service gives for an access token; null when it refuses the token.
 *
 * @throws IamUnreachable also for an answer that is no claims: the service is there and does not do its work.
 */
export async function userinfo(found: Discovery, accessToken: string): Promise<Claims | null> {
  const answer = await askIam(found.userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" } });
  if (answer.status >= 400) return null;
  const parsed = claimsSchema.safeParse(answer.body);
  if (!parsed.success) throw new IamUnreachable({ cause: z.treeifyError(parsed.error) });
  return parsed.data;
}
