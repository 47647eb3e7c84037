import { callerAddress } from "@/lib/auth/caller-address";
import { countingFailures, type Guess } from "@/lib/auth/rate-limit";
import { route } from "@/lib/http/route";
import { StagingTokenRefused } from "@/lib/launch/errors";
import { reportProgress } from "@/lib/launch/progress";
import { stagingProgressSchema } from "@/lib/launch/schemas";

export const POST = route({ body: stagingProgressSchema, anyone: true }, async ({ body, request }) => {
  const token = /^Bearer +([A-Za-z0-9_-]{20,128})$/i.exec(request.headers.get("authorization")?.trim() ?? "")?.[1];
  if (token === undefined) throw new StagingTokenRefused();
  const guess: Guess = { kind: "staging-token", secret: token, address: callerAddress((name) => request.headers.get(name)) };
  await countingFailures(guess, () => reportProgress(token, body), (error) => error instanceof StagingTokenRefused);
  return new Response(null, { status: 204 });
});
