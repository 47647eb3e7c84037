import { ApiTokenRefused, type ApiTokenState, ScopeMissing } from "@/lib/auth/api-tokens/errors";
import type { Scope, ScopeNeeded } from "@/lib/auth/api-tokens/scopes";
import { isWellFormed } from "@/lib/auth/api-tokens/secret";
import { countUse } from "@/lib/auth/api-tokens/use-limit";
import { countingFailures } from "@/lib/auth/rate-limit";
import { actByApiToken } from "@/lib/config/request-context";
import { pool } from "@/lib/db/pool";
import { groupsHoldSec, type ViewerForNow } from "@/lib/embargo/groups-age";
import { secretHash } from "@/lib/embargo/staging-viewer";
import type { SignedInViewer } from "@/lib/embargo/viewer";

/** An API token that holds, and for whom it acts: its owner, with the groups that count now. */
export interface ApiTokenUse extends ViewerForNow<SignedInViewer> {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

interface Row extends Omit<SignedInViewer, "kind"> {
  readonly id: string;
  readonly state: "live" | Exclude<ApiTokenState, "unknown">;
  readonly scopes: readonly Scope[];
  readonly certainSec: number;
}

const FIND = { name: "api-token-viewer", text: 'SELECT id, state, sub, username, name, groups, scopes, certain_sec AS "certainSec" FROM embargo.api_token_viewer($1, $2, $3)' };
const USED = { name: "api-token-used", text: "SELECT embargo.api_token_used($1, $2)" };

/**
 * Who a request by an API token acts for. Counted: wrong ones by address, and requests by token; noted: when it was used
 * last, and from where.
 *
 * @param address from `callerAddress`
 * @throws ApiTokenRefused (401), ScopeMissing (403), TooManyAttempts, TooManyRequests (429)
 */
export async function useApiToken(token: string, needed: ScopeNeeded, address: string | null): Promise<ApiTokenUse> {
  const use = await countingFailures({ kind: "api-token", secret: token, address }, () => find(token), (error) => error instanceof ApiTokenRefused && !error.isGenuine);
  await countUse(use.id, needed === "read" ? "file" : "question");
  await pool("web").query({ ...USED, values: [use.id, address] });
  actByApiToken(use.id);
  if (needed !== "any" && !use.scopes.some((scope) => scope === needed)) throw new ScopeMissing(needed, use.scopes);
  return use;
}

async function find(token: string): Promise<ApiTokenUse> {
  return useOf(isWellFormed(token) ? await rowOf(secretHash(token), null) : undefined);
}

/** The same for a token that was shown before, by its id: for a permit that was given to it. @throws ApiTokenRefused (401) */
export async function apiTokenById(id: string): Promise<ApiTokenUse> {
  const use = useOf(await rowOf(null, id));
  actByApiToken(use.id);
  return use;
}

/** The same for one by which something is under way: null when it has come to its end. */
export async function apiTokenAgain(id: string): Promise<ViewerForNow<SignedInViewer> | null> {
  const row = await rowOf(null, id);
  return row?.state === "live" ? useOf(row) : null;
}

async function rowOf(hash: string | null, id: string | null): Promise<Row | undefined> {
  return (await pool("web").query<Row>({ ...FIND, values: [hash, id, groupsHoldSec()] })).rows[0];
}

function useOf(row: Row | undefined): ApiTokenUse {
  if (row === undefined) throw new ApiTokenRefused("unknown");
  if (row.state !== "live") throw new ApiTokenRefused(row.state);
  const { id, scopes, certainSec, sub, username, name, groups } = row;
  return { id, scopes, certainSec, viewer: { kind: "user", sub, username, name, groups } };
}
