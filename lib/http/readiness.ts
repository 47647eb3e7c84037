import { environment } from "@/lib/config/environment";
import { databaseHealth } from "@/lib/embargo/health";
import { notebookServices } from "@/lib/launch/services/registry";
import { keptSources } from "@/lib/launch/software/kept";

const LIMIT_MS = 3000;

/** One part that the portal needs or offers. `optional` parts do not make the portal unready. */
export interface PartState {
  readonly part: "database" | "iam" | "lake" | "hub" | "software";
  /** Which of several: the id of a notebook service, the host of a list of software. */
  readonly id?: string;
  readonly state: "ok" | "failed" | "not configured";
  /** Why it failed, for operators: no addresses beyond the host, no secrets. */
  readonly reason: string | null;
}

/** Asks every part at once, each with a time limit. */
export async function readiness(): Promise<{ ready: boolean; parts: PartState[] }> {
  const { OIDC_ISSUER, FILES_URL, HUB_URL, NOTEBOOK_SERVICES_FILE } = environment();
  const parts = await Promise.all([
    stateOf("database", databaseHealth),
    stateOf("iam", () => answers(`${OIDC_ISSUER}/.well-known/openid-configuration`)),
    // The files process alone has the lake; its health is the lake's.
    stateOf("lake", () => answers(`${FILES_URL}/healthz`)),
    ...(NOTEBOOK_SERVICES_FILE === undefined ? [hubState(HUB_URL)] : servicesStates()),
  ]);
  parts.push(...(await softwareStates()));
  // Without the hub one can still search and download; the pages say why one can not launch.
  return { ready: parts.every(({ part, state }) => state === "ok" || part === "hub" || part === "software"), parts };
}

async function hubState(url: string | undefined): Promise<PartState> {
  return url === undefined ? { part: "hub", state: "not configured", reason: null } : stateOf("hub", () => answers(`${url}/hub/health`));
}

function servicesStates(): Promise<PartState>[] {
  return notebookServices().map(async (service) => ({ ...(await stateOf("hub", () => service.health(AbortSignal.timeout(LIMIT_MS)))), id: service.facts.id }));
}

/** What the worker last heard of the lists of software; nobody is asked here. */
async function softwareStates(): Promise<PartState[]> {
  try {
    return (await keptSources()).map(({ name, asOf, fault }) => ({ part: "software", id: name, state: fault === null && asOf !== null ? "ok" : "failed", reason: reasonOfCopy(asOf, fault) }));
  } catch {
    // Of the database, its own part tells.
    return [];
  }
}

function reasonOfCopy(asOf: Date | null, fault: string | null): string | null {
  const copy = asOf === null ? "there is no copy yet" : `the copy of ${asOf.toISOString()} is used`;
  return fault === null ? (asOf === null ? "it was not fetched yet: is a worker running?" : null) : `${fault}; ${copy}`;
}

async function stateOf(part: PartState["part"], check: () => Promise<void>): Promise<PartState> {
  try {
    await check();
    return { part, state: "ok", reason: null };
  } catch (error) {
    return { part, state: "failed", reason: reasonOf(error) };
  }
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS), redirect: "manual", cache: "no-store" });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === "TimeoutError") return `no answer within ${LIMIT_MS / 1000} s`;
  return cause?.code ?? (/^it answered|^no answer/.test(message) ? message : name);
}
