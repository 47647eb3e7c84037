import { z } from "zod";
import { HubAnswerOdd } from "./faults";
import { callHub, type HubAddress } from "./hub-client";
import type { ListedServer } from "./service";

const EACH = 200;
/** Without it a hub cuts its list and does not say so. Since JupyterHub 2. */
const PAGES = "application/jupyterhub-pagination+json";

export const serverSchema = z.object({
  ready: z.boolean(),
  pending: z.string().nullable(),
  stopped: z.boolean().optional(),
  url: z.string(),
  last_activity: z.iso.datetime({ offset: true }).nullish().catch(null),
  user_options: z.looseObject({ launchId: z.string().optional(), portal: z.string().optional() }).nullable().catch(null),
});
export type HubServer = z.infer<typeof serverSchema>;

const pageSchema = z.object({
  items: z.array(z.object({ name: z.string(), servers: z.record(z.string(), serverSchema).default({}) })),
  _pagination: z.object({ next: z.object({ offset: z.number().int(), limit: z.number().int() }).nullable() }),
});

export function lastActivity(server: HubServer): Date | null {
  return server.last_activity ? new Date(server.last_activity) : null;
}

/** All servers at a hub that this portal's launches started and that run or start. Another portal's are left out. */
export async function listServers(hub: HubAddress, portalUrl: string, signal: AbortSignal): Promise<ListedServer[]> {
  const found: ListedServer[] = [];
  let next: { offset: number; limit: number } | null = { offset: 0, limit: EACH };
  while (next !== null) {
    const answer = await callHub(hub, "GET", `/users?state=active&offset=${next.offset}&limit=${next.limit}`, signal, undefined, PAGES);
    const page = pageSchema.safeParse(answer.body);
    if (!page.success || answer.status >= 300) throw new HubAnswerOdd(hub.title, answer.message, { cause: page.error });
    for (const { name, servers } of page.data.items) {
      for (const [serverName, server] of Object.entries(servers)) {
        const launchId = server.user_options?.launchId;
        if (launchId === undefined || server.user_options?.portal !== portalUrl || !(server.ready || server.pending !== null)) continue;
        found.push({ username: name, serverName, launchId, lastActiveAt: lastActivity(server) });
      }
    }
    const following: { offset: number; limit: number } | null = page.data._pagination.next;
    if (following !== null && following.offset <= next.offset) throw new HubAnswerOdd(hub.title, "pages that do not end");
    next = following;
  }
  return found;
}
