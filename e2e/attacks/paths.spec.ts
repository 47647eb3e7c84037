import { connect } from "node:net";
import { expect, test } from "@playwright/test";
import { findKnown, stopKnown } from "../access/known";
import type { Known } from "../access/attempts";
import { bearers, type Role } from "../access/roles";
import { addresses } from "../support/demo";

// Addresses of files as no browser writes them, sent as they are: to get at a hidden file by another spelling, or out of
// the lake.

let known: Known;
let headers: Record<Role, Record<string, string>>;

test.beforeAll(async ({ request }) => {
  headers = await bearers();
  known = await findKnown(request, headers.pi);
});
test.afterAll(async ({ request }) => stopKnown(request, known));

/** One request line, byte by byte; `fetch` would put it right. */
function raw(base: string, path: string, sent: Record<string, string>): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const lines = [`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, "Connection: close", ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`)];
      socket.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"));
    });
    let text = "";
    socket.setTimeout(15_000, () => socket.destroy(new Error(`${path} was not answered`)));
    socket.on("data", (piece) => (text += piece.toString("latin1"))).on("error", reject);
    socket.on("end", () => resolve({ status: Number(/^HTTP\/1\.[01] (\d+)/.exec(text)?.[1]), body: text.slice(text.indexOf("\r\n\r\n") + 4) }));
  });
}

/** The same file by other spellings, with `name` as its last part and `dir` before it. */
function spellings(path: string): string[] {
  const at = path.lastIndexOf("/");
  const [dir, name] = [path.slice(0, at), path.slice(at + 1)];
  const [, files, scope, ...rest] = path.split("/");
  return [
    `${dir}%2f${name}`, `${dir}%2F${name}`, `${dir}%252f${name}`, `${dir}%5c${name}`, `${dir}\\${name}`,
    `${dir}/./${name}`, `${dir}/../${rest.at(-2)}/${name}`, `${dir}/%2e/${name}`, `${dir}/x/%2e%2e/${name}`, `/${files}/other/../${scope}/${rest.join("/")}`,
    `${dir}//${name}`, `/${files}//${scope}/${rest.join("/")}`, `//${files}/${scope}/${rest.join("/")}`, `${path}/`, `${path}/.`, `${path}%20`, `${path}.`,
    `${path}%00`, `${path}%00.txt`, `${dir}/%00${name}`, `${path}%0d%0aX-Evil:%201`, `${path};a=b`, `${path}#x`, `${path}%3fpermit=x`,
    `${dir}/${name.toUpperCase()}`, `/${files}/${scope!.toUpperCase()}/${rest.join("/")}`, path.replace("sim-crab", "sim%E2%80%91crab"), path.replace("sim-crab", "sim-cra%EF%BD%82"),
    path.replace("data", "d%61ta"), path.replace("data", "da%CC%81ta"), `${dir}/${name}%CC%81`, `${path}%ff`, `${path}%`, `${path}%zz`, `/files/${encodeURIComponent(path)}`, `/files/..%2f..%2f..%2fetc%2fpasswd/x`,
    `/files/sim-crab/../../../../etc/passwd`, `/files/sim-crab/%2e%2e/%2e%2e/%2e%2e/etc/passwd`, `/files/sim-crab/r1/${"../".repeat(12)}etc/passwd`, `/files/file:%2f%2f%2fetc/passwd`, `/files/sim-crab/${"a/".repeat(3000)}x`,
  ];
}

test("show an outsider and nobody no byte of a hidden file, and no error of ours, at the files process", async () => {
  const absent = await raw(addresses().filesUrl, "/files/sim-crab/r1/data/never-was.fits", headers.outsider);
  const problem = (body: string) => body.replace(/"requestId":"[^"]*"/, "");
  for (const role of ["outsider", "anonymous"] as const) {
    for (const path of [known.filePath, ...spellings(known.filePath)]) {
      const { status, body } = await raw(addresses().filesUrl, path, headers[role]);
      // What is no HTTP at all is refused by the parser (400); a line longer than its limit too (431).
      expect([404, 400, 431], `${role} ${path.slice(0, 120)}`).toContain(status);
      if (status === 404) expect(problem(body), path).toBe(problem(absent.body));
    }
  }
});

test("let its own member out of the lake no more than anybody, and to the file only by its name", async () => {
  const whole = await raw(addresses().filesUrl, known.filePath, headers.pi);
  expect(whole.status).toBe(200);
  for (const path of spellings(known.filePath)) {
    const { status, body } = await raw(addresses().filesUrl, path, headers.pi);
    expect(body, path).not.toContain("root:");
    // Percent-encoding is spelling (RFC 3986, section 2.3); an encoded slash means the same here, and the file is the member's anyway.
    if (status === 200) expect(body.slice(0, 80), path).toBe(whole.body.slice(0, 80));
    else expect([400, 404, 431], path.slice(0, 120)).toContain(status);
  }
});

test("get a permit for nothing but the address that was asked for, from the portal", async () => {
  for (const path of spellings(known.filePath)) {
    const { status, body } = await raw(addresses().portalUrl, `/api/v1${path}`, headers.outsider);
    // Next itself falls over percent escapes that are none, before any of our code is asked, with these words for everybody.
    const isMalformed = /%(?![0-9a-f]{2})|%ff/i.test(path);
    if (isMalformed) expect([status, body.trim().endsWith("Internal Server Error")], path).toEqual([500, true]);
    else expect([307, 308, 400, 404, 414, 431], path.slice(0, 120)).toContain(status);
    expect(body, path).not.toContain("root:");
  }
  const hidden = await fetch(`${addresses().portalUrl}/api/v1${known.filePath}`, { headers: headers.pi, redirect: "manual" });
  const permit = new URL(hidden.headers.get("location")!).search;
  for (const other of ["/files/sim-agn/r1/data/x.fits", ...spellings(known.filePath).filter((path) => !/[#?\s\\]/.test(path)).slice(0, 12)]) {
    expect((await raw(addresses().filesUrl, other + permit, {})).status, other).not.toBe(200);
  }
});
