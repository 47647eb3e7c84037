import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { asCurl, asPython } from "@/components/search/copy-as";

const portal = "https://portal.example.org";
const odd = `it's "odd" $HOME \\ é`;

describe("a search as code", () => {
  it("is Python that says the filters as the client names them, whatever they hold", () => {
    const code = asPython(portal, { q: odd, zenithMaxDeg: "40", startMjd: "60310", raDeg: "83.63", decDeg: "22.01", match: "pointing" }, "-startMjd");
    const script = `import ast, json, sys
call = [n for n in ast.walk(ast.parse(sys.stdin.read())) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "search"][0]
print(json.dumps({k.arg: ast.literal_eval(k.value) for k in call.keywords}))`;
    const said: unknown = JSON.parse(execFileSync("python3", ["-c", script], { input: code }).toString());
    expect(said).toEqual({ q: odd, zenith_max_deg: 40, start: 60310, ra_deg: 83.63, dec_deg: 22.01, match: "pointing", sort: "-startMjd" });
  });
  it("is a command of one address, with no secret in it", () => {
    const query = new URLSearchParams({ q: odd }).toString();
    const command = asCurl(portal, query);
    expect(command).toContain('"Authorization: Bearer $AIRSHOWER_TOKEN"');
    const address = execFileSync("bash", ["-c", `curl() { printf %s "\${@: -1}"; }; ${command}`]).toString();
    expect(new URL(address).searchParams.get("q")).toBe(odd);
    expect(new URL(address).searchParams.get("format")).toBe("csv");
    expect(asCurl(portal, "")).toContain("/observations?format=csv");
  });
});
