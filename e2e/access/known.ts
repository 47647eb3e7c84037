import { randomUUID } from "node:crypto";
import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";
import { addresses } from "../support/demo";
import { withSystem } from "../support/database";
import { absentUuid, hiddenDataset, type Known } from "./attempts";
import { bearers } from "./roles";

const api = () => `${addresses().portalUrl}/api/v1`;

/** What the PI of SIM-CRAB has and others shall not: an observation, its event list, a launch. */
export async function findKnown(request: APIRequestContext, headers: Record<string, string>): Promise<Known> {
  const list = (await (await request.get(`${api()}/observations?project=SIM-CRAB`, { headers })).json()) as { items: { id: string }[] };
  const observationId = list.items[0]!.id;
  await makeHiddenDataset();
  const products = (await (await request.get(`${api()}/observations/${encodeURIComponent(observationId)}/products`, { headers })).json()) as { items: { id: string; url: string; role: string }[] };
  const product = products.items.find(({ role }) => role === "event-list")!;
  const rights = { grantId: await grantOn(observationId, request, headers), selectionId: await selectionOf(observationId, request, headers), requestId: await requestOf(request, headers) };
  const frozen = await frozenOf(observationId, request, headers);
  const search = await made(await request.post(`${api()}/searches`, { headers, data: { name: `walk ${randomUUID()}`, query: { project: "SIM-CRAB" }, isWatched: true } }));
  return { observationId, productId: product.id, filePath: new URL(product.url).pathname, launchId: await launchOf(request, headers), searchId: search.id, ...rights, ...frozen };
}

/** As a harvest would: the demo's data lake is a folder, which has none. */
async function makeHiddenDataset(): Promise<void> {
  const [collection, scope, name] = hiddenDataset.split(":");
  await withSystem("INSERT INTO dataset (collection_id, scope, name, kind) SELECT id, $2, $3, 'dataset' FROM collection WHERE name = $1 ON CONFLICT DO NOTHING", [collection, scope, name]);
  const members = await withSystem("INSERT INTO dataset_observation SELECT d.id, o.id FROM dataset d, observation o JOIN project p ON p.id = o.project_id WHERE d.name = $1 AND p.code = 'SIM-CRAB' ON CONFLICT (dataset_id, observation_id) DO UPDATE SET dataset_id = excluded.dataset_id", [name]);
  expect(members).toBeGreaterThan(0);
}

/** A basket with the observation alone, and a manifest of it with a link; the basket that was current is so again. */
async function frozenOf(observationId: string, request: APIRequestContext, headers: Record<string, string>): Promise<{ basketId: string; manifestId: string }> {
  // So that there is a basket beside it, which stays when this one is deleted.
  expect((await request.post(`${api()}/basket/items`, { headers, data: { ids: [observationId] } })).ok()).toBe(true);
  const basketId = (await made(await request.post(`${api()}/baskets`, { headers, data: { name: `walk ${randomUUID()}`, isCurrent: false } }))).id;
  expect((await request.post(`${api()}/baskets/${basketId}/items`, { headers, data: { ids: [observationId] } })).ok()).toBe(true);
  return { basketId, manifestId: (await made(await request.post(`${api()}/manifests`, { headers, data: { basketId, share: true } }))).id };
}

async function made(answer: APIResponse): Promise<{ id: string }> {
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

async function grantOn(observationId: string, request: APIRequestContext, headers: Record<string, string>): Promise<string> {
  const data = { grantee: { kind: "group", name: "cta/nobody" }, scope: { kind: "observations", ids: [observationId] }, rights: "discover", until: new Date(Date.now() + 3_600_000).toISOString(), reason: "to walk by" };
  return (await made(await request.post(`${api()}/projects/SIM-CRAB/grants`, { headers, data }))).id;
}

async function selectionOf(observationId: string, request: APIRequestContext, headers: Record<string, string>): Promise<string> {
  return (await made(await request.post(`${api()}/selections`, { headers, data: { name: `walk ${randomUUID()}`, ids: [observationId] } }))).id;
}

/** One that waits for an answer; of one kind a person asks once. */
async function requestOf(request: APIRequestContext, headers: Record<string, string>): Promise<string> {
  const data = { kind: "extension", project: "SIM-CRAB", wantedAt: "2099-01-01T00:00:00Z", reason: "to walk by" };
  expect([201, 409]).toContain((await request.post(`${api()}/requests`, { headers, data })).status());
  const { items } = (await (await request.get(`${api()}/requests?role=asked&state=open&project=SIM-CRAB`, { headers })).json()) as { items: { id: string; kind: string }[] };
  return items.find(({ kind }) => kind === "extension")!.id;
}

/** Ends all of that, with a token of its own: those of the beginning may be over on a slow machine. */
export async function stopKnown(request: APIRequestContext, known: Known): Promise<void> {
  const { pi: headers } = await bearers();
  if (known.launchId !== absentUuid) {
    const ended = await request.delete(`${api()}/launches/${known.launchId}`, { headers });
    expect(ended.ok(), await ended.text()).toBe(true);
  }
  // What was tried at them may have ended them.
  expect([200, 409]).toContain((await request.delete(`${api()}/grants/${known.grantId}`, { headers, data: { reason: "walked by" } })).status());
  expect([204, 404]).toContain((await request.delete(`${api()}/selections/${known.selectionId}`, { headers })).status());
  expect([204, 404]).toContain((await request.delete(`${api()}/searches/${known.searchId}`, { headers })).status());
  expect([200, 409]).toContain((await request.patch(`${api()}/requests/${known.requestId}`, { headers, data: { state: "withdrawn" } })).status());
  expect([200, 404]).toContain((await request.delete(`${api()}/manifests/${known.manifestId}/link`, { headers })).status());
  const { items: baskets } = (await (await request.get(`${api()}/baskets`, { headers })).json()) as { items: { id: string; name: string }[] };
  for (const { id, name } of baskets) if (name.startsWith("walk")) expect((await request.delete(`${api()}/baskets/${id}`, { headers })).status()).toBe(204);
  await request.delete(`${api()}/basket/items`, { headers, data: { all: true } });
}

/** A launch that the PI really has; where there is no hub there can be none, and an unknown id stands for it. */
async function launchOf(request: APIRequestContext, headers: Record<string, string>): Promise<string> {
  if (addresses().hubUrl === null) return absentUuid;
  await request.post(`${api()}/basket/items`, { headers, data: { query: { project: "SIM-CRAB" } } });
  const launch = await request.post(`${api()}/launches`, { headers, data: { service: "jupyterhub" } });
  expect(launch.status()).toBe(202);
  return ((await launch.json()) as { id: string }).id;
}
