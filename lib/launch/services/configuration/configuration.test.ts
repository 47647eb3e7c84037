import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigurationError, forgetEnvironment } from "@/lib/config/environment";
import { testEnvironment } from "@/lib/config/environment.test-support";
import { findService, forgetServices, notebookServices } from "../registry";

const example = path.resolve("deploy/notebook-services.yaml");
const TOKEN = "0123456789abcdef0123456789abcdef";
let folder: string;
let file: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-services-"));
  file = path.join(folder, "services.yaml");
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
beforeEach(() => set({}));

function set(change: Record<string, string>): void {
  for (const name of ["HUB_URL", "HUB_TOKEN", "NOTEBOOK_SERVICES_FILE", "HUB_A_TOKEN"]) delete process.env[name];
  Object.assign(process.env, testEnvironment, { NOTEBOOK_SERVICES_FILE: file, HUB_A_TOKEN: TOKEN, ...change });
  forgetEnvironment();
  forgetServices();
}

function faultsOf(text: string, change: Record<string, string> = {}): readonly string[] {
  fs.writeFileSync(file, text);
  set(change);
  try {
    notebookServices();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

const hub = `services:
  - id: hub-a
    kind: jupyterhub
    title: Hub A
    url: https://hub.example.org/
    token: { env: HUB_A_TOKEN }
    dataClass: embargoed
    mayInstall: true
    environments:
      - { id: default, title: The usual }
`;

describe("the file of notebook services", () => {
  it("is taken as deploy/ has it, with every kind in it", () => {
    const tokens = { HUB_PIC_TOKEN: TOKEN, HUB_CLOUD_TOKEN: TOKEN };
    expect(faultsOf(fs.readFileSync(example, "utf8"), tokens)).toEqual([]);
    expect(notebookServices().map(({ kind }) => kind)).toEqual(expect.arrayContaining(["jupyterhub", "binderhub"]));
  });

  it("gives what it says, and what it leaves open its defaults", () => {
    expect(faultsOf(hub)).toEqual([]);
    expect(findService("hub-a")?.facts).toMatchObject({ title: "Hub A", dataClass: "embargoed", mayInstall: true, sizes: [], stageBeforeOpenBytes: 5e9, limits: { runHours: null, launchesPerPerson: null } });
    // What is shown to people must never hold the token.
    expect(JSON.stringify(findService("hub-a")?.facts)).not.toContain(TOKEN);
  });

  it("says which storage sites are mounted, and who reads them", () => {
    const mounts = (change: object) => `${hub}    storageSites: ${JSON.stringify([{ site: "PIC", pfnPrefix: "https://pic.example.org:443/dl3/", mountPath: "/lake", dataClass: "public", ...change }])}\n`;
    expect(faultsOf(mounts({ tapeWaitMinutes: 90 }))).toEqual([]);
    expect(findService("hub-a")?.facts.storageSites).toEqual([{ site: "PIC", pfnPrefix: "https://pic.example.org:443/dl3/", mountPath: "/lake", dataClass: "public", waitMinutes: 60, tapeWaitMinutes: 90 }]);
    // Nobody's data go anywhere by default: who reads the site must be said.
    for (const dataClass of [undefined, "secret"]) expect(faultsOf(mounts({ dataClass }))[0]).toMatch(/storageSites\[0\]\.dataClass: public where everybody who has a session reads all that lies there/);
    expect(faultsOf(mounts({ pfnPrefix: "https://pic.example.org/dl3" }))[0]).toMatch(/it ends with a slash/);
    for (const mountPath of ["lake", "/lake/../etc", "/lake/\u0007"]) expect(faultsOf(mounts({ mountPath }))[0], mountPath).toMatch(/mountPath: an absolute path/);
    expect(faultsOf(mounts({ dataClass: "embargoed" }).replace("dataClass: embargoed", "dataClass: public"))[0]).toMatch(/embargoed, at a service that may hold public data only/);
  });

  it("may be JSON", () => {
    expect(faultsOf(JSON.stringify({ services: [{ id: "b", kind: "binderhub", title: "B", url: "https://binder.example.org", dataClass: "public", mayInstall: true, environments: [{ id: "e", title: "E", repository: "gh/a/b/HEAD" }] }] }))).toEqual([]);
    expect(findService("b")?.facts.environments[0]?.repository).toBe("gh/a/b/HEAD");
  });

  it("has its faults named with line and place, all of them", () => {
    const faults = faultsOf(`${hub}    limits:
      runHours: forever
      maxLaunches: 3
  - id: hub-a
    kind: binderhub
    title: Binder
    url: binder.example.org
    dataClass: secret
    environments: []
`);
    expect(faults).toEqual([
      expect.stringMatching(/services\.yaml, line 13: services\[0\] \(hub-a\)\.limits\.maxLaunches: there is no such setting here/) as string,
      expect.stringMatching(/services\.yaml, line 12: services\[0\] \(hub-a\)\.limits\.runHours: .*number/) as string,
      expect.stringMatching(/line 17: services\[1\] \(hub-a\)\.url: an address such as/) as string,
      expect.stringMatching(/line 18: services\[1\] \(hub-a\)\.dataClass: /) as string,
      expect.stringMatching(/line 14: services\[1\] \(hub-a\)\.mayInstall: /) as string,
      expect.stringMatching(/line 19: services\[1\] \(hub-a\)\.environments: /) as string,
    ].sort(byLine(faults)));
  });

  it("is refused with two services of one id", () => {
    expect(faultsOf(`${hub}${hub.replace("services:\n", "")}`)).toEqual([expect.stringMatching(/line 11: services\[1\] \(hub-a\)\.id: hub-a is there already/)]);
  });

  it("is refused where it is no YAML, or not there", () => {
    expect(faultsOf("services: [\n")[0]).toMatch(/services\.yaml is no YAML or JSON: .*line/);
    expect(faultsOf("", { NOTEBOOK_SERVICES_FILE: "/nowhere/services.yaml" })[0]).toMatch(/names \/nowhere\/services.yaml, which can not be read \(ENOENT\)/);
  });

  it("holds no token itself, and says where one is missing or too short", () => {
    expect(faultsOf(hub.replace("{ env: HUB_A_TOKEN }", TOKEN))[0]).toMatch(/line 6: .*token: where the token is/);
    expect(faultsOf(hub, { HUB_A_TOKEN: "" })[0]).toMatch(/hub-a: its token is looked for in the variable HUB_A_TOKEN, and is not there/);
    expect(faultsOf(hub, { HUB_A_TOKEN: "short" })[0]).toMatch(/shorter than 32 characters/);
    const secret = path.join(folder, "token");
    fs.writeFileSync(secret, `${TOKEN}\n`);
    expect(faultsOf(hub.replace("{ env: HUB_A_TOKEN }", `{ file: ${secret} }`))).toEqual([]);
  });

  it("is refused beside HUB_URL, which could mean another hub", () => {
    expect(faultsOf(hub, { HUB_URL: "https://hub.example.org" })[0]).toMatch(/HUB_URL and NOTEBOOK_SERVICES_FILE are both set/);
  });

  it("in production has https and host names of their own", () => {
    const production = { AIRSHOWER_MODE: "production", PORTAL_URL: "https://hub.example.org", FILES_URL: "https://files.example.org", OIDC_ISSUER: "https://iam.example.org" };
    expect(faultsOf(hub, production)[0]).toMatch(/hub-a: its url has the portal's host name/);
    expect(faultsOf(hub.replace("https://hub", "http://hub2"), production)[0]).toMatch(/in production it must be https/);
  });
});

describe("without a file", () => {
  it("HUB_URL means one hub, as it always did", () => {
    set({ HUB_URL: "https://hub.example.org", HUB_TOKEN: TOKEN, HUB_SOFTWARE: "gammapy 1.3", HUB_DATA_CLASS: "public", NOTEBOOK_SERVICES_FILE: "" });
    expect(notebookServices().map(({ facts }) => facts)).toMatchObject([{ id: "jupyterhub", dataClass: "public", environments: [{ id: "default", software: [{ name: "gammapy", version: "1.3" }] }] }]);
  });
  it("and without a hub there is none", () => {
    set({ NOTEBOOK_SERVICES_FILE: "" });
    expect(notebookServices()).toEqual([]);
  });
});

/** The order in which zod names them is its own. */
function byLine(faults: readonly string[]) {
  const place = (expected: string) => faults.findIndex((fault) => (expected as unknown as { asymmetricMatch(text: string): boolean }).asymmetricMatch(fault));
  return (a: string, b: string) => place(a) - place(b);
}
