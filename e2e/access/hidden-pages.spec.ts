import { type APIRequestContext, expect, test } from "@playwright/test";
import { absentUuid, type Known } from "./attempts";
import { findKnown, stopKnown } from "./known";
import { bearers, type Role, sessions } from "./roles";

// Pages of hidden things and of things that never were: the same bytes, for anonymous and outsider, once the name that
// the visitor wrote into the address is taken out.

let known: Known;
let browsers: Record<Role, APIRequestContext>;
let pi: Record<string, string>;

test.beforeAll(async ({ browser, request, baseURL }) => {
  ({ pi } = await bearers());
  known = await findKnown(request, pi);
  browsers = await sessions(browser, baseURL!);
});
test.afterAll(async ({ request }) => stopKnown(request, known));

/** Names of one length, so that nothing can hide in that. */
const pairs: Record<string, (known: Known) => readonly [hidden: string, absent: string, path: (name: string) => string]> = {
  "/projects/{code}": () => ["SIM-CRAB", "SIM-NEVR", (code) => `/projects/${code}`],
  "/observations/{id}": ({ observationId }) => [observationId.split(":")[1]!, observationId.split(":")[1]!.replace(/./g, "9"), (obsId) => `/observations/sim-crab%3A${obsId}`],
  "/search": () => ["SIM-CRAB", "SIM-NEVR", (code) => `/search?project=${code}`],
  "/datasets": () => ["crab-nights", "crab-nevers", (name) => `/datasets?q=${name}`],
  "/launches/{id}": ({ launchId }) => [launchId, absentUuid.replace(/8000/, "8001"), (id) => `/launches/${id}`],
  "/manifests/{id}": ({ manifestId }) => [manifestId, absentUuid.replace(/8000/, "8001"), (id) => `/manifests/${id}`],
  "/admin/embargo/projects/{code}": () => ["SIM-CRAB", "SIM-NEVR", (code) => `/admin/embargo/projects/${code}`],
};

async function page(role: Role, path: string, name: string): Promise<unknown> {
  const answer = await browsers[role].get(path, { maxRedirects: 0 });
  const { date: _date, "x-request-id": _id, "content-security-policy": policy, link, ...headers } = answer.headers();
  const body = (await answer.text())
    .replaceAll(name, "NAME")
    .replace(/nonce="[^"]*"|nonce\\":\\"[^"\\]*/g, "NONCE")
    .replace(/dehydratedAt\\":\d+|dataUpdatedAt\\":\d+/g, "MOMENT")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID");
  return { status: answer.status(), headers, link: link?.replace(/nonce="[^"]*"/g, "NONCE"), policy: policy?.replace(/nonce-[^']+/g, "NONCE"), body };
}

for (const role of ["anonymous", "outsider"] as const) {
  for (const [name, pairOf] of Object.entries(pairs)) {
    test(`${role} can not tell hidden from absent at the page ${name}`, async () => {
      const [hidden, absent, path] = pairOf(known);
      // In what order the parts of a page are ready, and so are written, is chance: the same bytes come after a few times.
      const [ofHidden, ofAbsent] = [new Set<string>(), new Set<string>()];
      await expect(async () => {
        ofHidden.add(JSON.stringify(await page(role, path(hidden), hidden)));
        ofAbsent.add(JSON.stringify(await page(role, path(absent), absent)));
        expect([...ofHidden].some((each) => ofAbsent.has(each))).toBe(true);
      }).toPass({ timeout: 60_000, intervals: [0] });
    });
  }
}
