import { asProblem } from "@/components/api/problem";
import type { Effect } from "@/lib/embargo/changes/schemas";

/** What a change would do by now, as the portal's refusal says it; null when it says none. */
export async function movedEffect(error: unknown): Promise<Effect | null> {
  const { effectSchema } = await import("@/lib/embargo/changes/schemas");
  return effectSchema.safeParse(asProblem(error).members.effect).data ?? null;
}
