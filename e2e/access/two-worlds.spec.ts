import { type APIRequestContext, expect, test } from "@playwright/test";
import { withSystem } from "../support/database";
import { addresses, command, demoDataDir } from "../support/demo";
import { bearers, type Role } from "./roles";

// Two worlds that differ only in hidden observations give anonymous and outsider the same bytes, over HTTP and through
// the pages. app/api/v1/non-interference.db.test.ts holds many more pairs to it, in process, statements included.

const paths = ["/api/v1/observations", "/api/v1/observations?limit=3&sort=startMjd", "/api/v1/observations?q=crab", "/api/v1/observations?project=SIM-CRAB", "/api/v1/observations?raDeg=83.6&decDeg=22&radiusDeg=5", "/api/v1/observations?format=csv",
  "/api/v1/observations?format=votable", "/api/v1/observations/facets", "/api/v1/observations/facets?project=SIM-CRAB", ...["density", "timeline"].flatMap((part) => ["", "?project=SIM-CRAB", "?q=crab"].map((query) => `/api/v1/observations/${part}${query}`)), "/api/v1/projects", "/api/v1/projects/SIM-CRAB", "/api/v1/openapi.json", "/api/v1/notebook-services", "/files/sim-crab/r1/data/obs.fits"];
const MORE = `INSERT INTO observation (collection_id, obs_id, project_id, target_name, target_key, fov_radius_deg, start_mjd, end_mjd, night_mjd, ra_deg, dec_deg, hpx, unit_x, unit_y, unit_z)
  SELECT collection_id, obs_id + 7000000, project_id, target_name, target_key, fov_radius_deg, start_mjd, end_mjd, night_mjd, ra_deg, dec_deg, hpx, unit_x, unit_y, unit_z
  FROM observation WHERE project_id = (SELECT id FROM project WHERE code = 'SIM-CRAB') AND obs_id < 7000000`;
const FEWER = "DELETE FROM observation WHERE obs_id >= 7000000";

async function answers(request: APIRequestContext, headers: Record<string, string>): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const each of paths) {
    const answer = await request.get((each.startsWith("/files") ? addresses().filesUrl : addresses().portalUrl) + each, { headers });
    const { date: _date, "x-request-id": _id, ...rest } = answer.headers();
    found.push({ each, status: answer.status(), headers: rest, body: (await answer.text()).replace(/"requestId":"[^"]*"/, "").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME") });
  }
  return found;
}

test("more hidden observations change nothing for those from whom they are hidden", async ({ request }) => {
  const headers = await bearers();
  const before = {} as Record<Role, unknown[]>;
  const asked: Role[] = ["anonymous", "outsider", "pi"];
  for (const role of asked) before[role] = await answers(request, headers[role]);
  expect(await withSystem(MORE)).toBe(8);
  try {
    for (const role of ["anonymous", "outsider"] as const) expect(await answers(request, headers[role]), role).toEqual(before[role]);
    // That they are there at all, those see who may.
    expect(await answers(request, headers.pi)).not.toEqual(before.pi);
  } finally {
    await withSystem(FEWER);
  }
});

test("no canary is seen from outside, and managers are told so", async ({ request }) => {
  expect(await command("scripts/canary.ts", "--data-dir", demoDataDir(), "--user", "outsider")).toMatch(/^clean: [1-9]\d\d+ probes as anonymous and signed-in, 0 leaks$/m);
  const { manager } = await bearers();
  const { items } = (await (await request.get(`${addresses().portalUrl}/api/v1/embargo/canaries`, { headers: manager })).json()) as { items: { state: string; viewers: string[]; origin: string }[] };
  expect(items.find(({ origin }) => origin === "command")).toMatchObject({ state: "clean", viewers: ["anonymous", "signed-in"] });
});
