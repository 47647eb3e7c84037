import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root, run } from "./command";
import { nothing, tallyOf, type Tally } from "./tally";

/** The Python client's tests, with Debian's Python where it is: another python3 may stand before it in PATH. */
export async function runPytest(reportDir: string): Promise<Tally> {
  const python = ["/usr/bin/python3", "python3"].find((each) => spawnSync(each, ["-m", "pytest", "--version"], { stdio: "ignore" }).status === 0);
  if (!python) return { ...nothing, skipped: ["the Python client's tests: pytest is missing (apt-get install python3-pytest)"] };
  const file = path.join(reportDir, "pytest.xml");
  fs.rmSync(file, { force: true });
  const code = await run(python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${file}`, path.join(root, "clients/python/tests")], { PYTHONDONTWRITEBYTECODE: "1", PYTHONPATH: path.join(root, "clients/python") });
  const report = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const count = (name: string) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(report)?.[1] ?? 0);
  const cases = [...report.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(skipped|failure|error) [^>]*message="([^"]*)"/g)].map(([, where, name, what, why]) => ({ name: `${where} ${name}`, what, why }));
  const skipped = cases.filter(({ what }) => what === "skipped").map(({ name, why }) => `${name}: ${why}`);
  const failures = cases.filter(({ what }) => what !== "skipped").map(({ name }) => name);
  return tallyOf("the Python client's tests", code, { passed: count("tests") - count("failures") - count("errors") - count("skipped"), failures, skipped });
}
