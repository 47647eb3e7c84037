import { z } from "zod";
import { seal, unseal } from "@/lib/auth/sealed";
import type { ServiceSession } from "./services/service";

const PURPOSE = "notebook-session";
const sessionSchema = z.object({ url: z.string(), token: z.string() });

/** As it is kept: a copy of the database opens no session, nor does one launch's text open another's. */
export function sealSession(launchId: string, { url, token }: ServiceSession): string {
  return seal(PURPOSE, launchId, JSON.stringify({ url, token }));
}

/** null where there is none, and after PORTAL_SECRET was changed: such a session is its service's to end. */
export function unsealSession(launchId: string, sealed: string | null): ServiceSession | null {
  const text = sealed === null ? null : unseal(PURPOSE, launchId, sealed);
  return text === null ? null : sessionSchema.parse(JSON.parse(text));
}
