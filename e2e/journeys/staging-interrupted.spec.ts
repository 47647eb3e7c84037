import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from "jose";
import { clockToleranceSec } from "../../lib/auth/access-token";
import { loadKeys } from "../../scripts/iam/keys";
import { Random } from "../../scripts/simulate/random";
import { withSystem } from "../support/database";
import { addresses, command, demoDataDir } from "../support/demo";
import { expectWhole, filesOf, fillBasket, HubLaunch } from "../support/hub-launch";
import { hubMissing } from "../support/notebook";
import { type PartName, partNames, Parts, until } from "../support/parts";
import { PythonClient, pythonMissing } from "../support/python-client";

// A staging of two hundred files, and what may come in between: processes that are killed, tokens that end.

const ACCOUNT = "pi-pks";
const PROJECT = "SIM-MANY";
const KILLS = 10;
/** Another one tries other moments. */
const SEED = Number(process.env.E2E_KILL_SEED ?? 4);
/** The last kill must still find files to come. */
const LATEST = 0.9;
/** When a token ends. */
const SOME_FILES = 10;
/** For how long an access token holds that ends in the middle of a staging: longer than the client needs for some files. */
const HOLDS_SEC = 20;

let client: PythonClient | undefined;

test.beforeAll(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-many-"));
  await command("e2e/support/many-files.ts", folder);
  await command("scripts/load.ts", path.join(folder, "sim-many"), "--collection", "sim-many", "--projects", path.join(folder, "projects.json"), "--data-dir", demoDataDir());
  fs.rmSync(folder, { recursive: true });
});
test.beforeEach(() => {
  test.setTimeout(240_000);
});
test.afterEach(() => client?.remove());

/** Ten times a part, each at least three times, and after how many files: a moment in every tenth of the staging. */
function drawKills(files: number): { readonly part: PartName; readonly after: number }[] {
  const random = new Random(SEED, "kills");
  const drawn = Array.from({ length: KILLS }, (_, i) => ({ part: partNames[i % partNames.length]!, order: random.uniform() }));
  const parts = drawn.sort((a, b) => a.order - b.order).map(({ part }) => part);
  return parts.map((part, i) => ({ part, after: Math.floor(((i + random.uniform()) / KILLS) * LATEST * files) }));
}

test("worker, files process and portal are killed at ten moments of one staging, and the launch completes", async () => {
  test.skip(addresses().hubUrl === null, hubMissing);
  const launch = await HubLaunch.start(ACCOUNT, PROJECT);
  const count = launch.manifest.files.length;
  expect(count).toBeGreaterThanOrEqual(200);
  const parts = new Parts();
  for (const { part, after } of drawKills(count)) {
    await until(`${after} files are staged`, () => launch.staged >= after);
    if (parts.hasKilled(part)) {
      // It dies again only where it lives: the staging waits for that, then goes on.
      await until("there is a session", () => launch.hasSession);
      let held = 0;
      await launch.held(async () => {
        held = launch.staged;
        await until(`the ${part} serves again`, () => parts.serves(part));
      });
      await until("one more file is staged", () => launch.staged > held);
    }
    expect(launch.staged, `before the ${part} is killed`).toBeLessThan(count);
    parts.kill(part);
  }
  await launch.expectReady();
  launch.expectWhole();
  await launch.end();
});

test("a staging token that ends in the middle of a staging is renewed by the session, and the launch completes", async () => {
  test.skip(addresses().hubUrl === null, hubMissing);
  const launch = await HubLaunch.start(ACCOUNT, PROJECT);
  await until(`${SOME_FILES} files are staged`, () => launch.staged >= SOME_FILES);
  await launch.held(async () => {
    expect(launch.staged).toBeLessThan(launch.manifest.files.length);
    // As at the end that its launch had when it was issued, and was prolonged from since.
    expect(await withSystem("UPDATE staging_token SET expires_at = now() WHERE launch_id = $1", [launch.id])).toBe(1);
  });
  await launch.expectReady();
  launch.expectWhole();
  expect(await withSystem("SELECT 1 FROM staging_token WHERE launch_id = $1 AND expires_at > now()", [launch.id])).toBe(1);
  await launch.end();
});

interface KeptLogin {
  accessToken: string;
  readonly refreshToken: string;
}

/** Reads what the client keeps of its login at the portal; changes it first, where a change is given. */
function keptLogin(client: PythonClient, change?: Partial<KeptLogin>): KeptLogin {
  const kept = JSON.parse(fs.readFileSync(client.credentialsFile, "utf8")) as { portals: Record<string, KeptLogin> };
  const login = Object.assign(kept.portals[addresses().portalUrl]!, change);
  if (change) fs.writeFileSync(client.credentialsFile, JSON.stringify(kept));
  return login;
}

/** The same access token, as the identity service would have issued it some time ago. */
async function endingSoon(token: string): Promise<string> {
  const { alg, kid, typ } = decodeProtectedHeader(token);
  const { jwks } = await loadKeys(path.join(demoDataDir(), "iam"));
  const key = await importJWK(jwks.keys.find((each) => each.kid === kid)!, alg);
  const endsAtSec = Math.floor(Date.now() / 1000) + HOLDS_SEC - clockToleranceSec;
  return new SignJWT({ ...decodeJwt(token), exp: endsAtSec }).setProtectedHeader({ alg: alg!, kid, typ }).sign(key);
}

test("an access token that ends in the middle of a staging is renewed by the client, and the staging completes", async ({ page, request }) => {
  test.skip(pythonMissing !== null, pythonMissing ?? "");
  const manifest = await fillBasket(ACCOUNT, PROJECT);
  client = await PythonClient.fetch(request);
  expect(await client.logIn(page, ACCOUNT)).toMatchObject({ status: 0 });
  const issued = keptLogin(client);
  const short = keptLogin(client, { accessToken: await endingSoon(issued.accessToken) }).accessToken;

  const store = path.join(client.folder, "many");
  const { child, ended } = client.start(["stage", "many"]);
  await until(`${SOME_FILES} files are staged`, () => filesOf(store).length >= SOME_FILES);
  child.kill("SIGSTOP");
  expect(filesOf(store).length).toBeLessThan(manifest.files.length);
  expect(keptLogin(client).accessToken, "so far it has staged with the first token").toBe(short);
  await expect.poll(async () => (await request.get("/api/v1/me", { headers: { authorization: `Bearer ${short}` } })).status(), { timeout: 60_000 }).toBe(401);
  child.kill("SIGCONT");
  expect(await ended).toMatchObject({ status: 0, out: expect.stringContaining(store) });
  expectWhole(store, manifest);
  expect(keptLogin(client).accessToken).not.toBe(short);
  expect(keptLogin(client).refreshToken).not.toBe(issued.refreshToken);
});
