import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneFileClient } from "./one-file";

const python = ["/usr/bin/python3", "python3"].find((each) => spawnSync(each, ["--version"]).status === 0);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-one-file-"));
const file = path.join(folder, "airshower.py");
const sources = path.resolve("clients/python/airshower");
// Away from the repository, with nothing installed in reach.
const options = { cwd: folder, encoding: "utf8", env: { NODE_ENV: "test", PATH: "/usr/bin:/bin", HOME: folder, PYTHONDONTWRITEBYTECODE: "1", PYTHONNOUSERSITE: "1" } } as const;
const run = (...parameters: string[]) => execFileSync(python!, parameters, options);

beforeAll(async () => fs.writeFileSync(file, await oneFileClient("https://portal.example.org")));
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe.skipIf(!python)("the Python client as one file", () => {
  it("runs alone on the command line", () => {
    expect(run(file, "--version")).toMatch(/^airshower \d/);
    expect(run(file, "stage", "--help")).toContain("--accept-problems");
  });
  it("is imported as the package, with its modules and their lines", () => {
    const text = run("-c", "import airshower, airshower.errors, inspect; print(airshower.__version__, airshower.Portal().url, airshower.errors is airshower.errors, airshower.__file__); print(inspect.getsource(airshower.launch).splitlines()[0])");
    expect(text).toContain(`https://portal.example.org True ${file}`);
    expect(text).toContain("def launch(");
  });
  it("says where a fault is by the module's name", () => {
    const { stderr } = spawnSync(python!, ["-c", "import airshower; airshower.launch()"], options);
    expect(stderr).toMatch(/airshower\.py:airshower\.launch", line \d+/);
    expect(stderr).toContain("NoLaunch");
  });
  it("holds each module exactly as it is, but for the portal's address", () => {
    const program = "import airshower, json; f=[m for m in __import__('sys').meta_path if type(m).__name__=='Finder'][0]; print(json.dumps({n: f.get_source('airshower.'+n) if n!='__init__' else f.get_source('airshower') for n in airshower._MODULES}))";
    const held = JSON.parse(run("-c", program)) as Record<string, string>;
    const names = fs.readdirSync(sources).filter((name) => name.endsWith(".py"));
    expect(Object.keys(held).sort()).toEqual(names.map((name) => name.replace(".py", "")).sort());
    for (const name of names.filter((each) => each !== "served_by.py")) expect(held[name.replace(".py", "")], name).toBe(fs.readFileSync(path.join(sources, name), "utf8"));
  });
  it("starts a session too, by its module", () => {
    const { status, stderr } = spawnSync(python!, ["-c", "import airshower, airshower.clean; print(airshower.clean.main())"], options);
    expect([status, stderr]).toEqual([0, ""]);
  });
});
