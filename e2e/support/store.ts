import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./demo";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";

/** Why stores can not be opened here; null where gammapy is there. */
export const gammapyMissing = spawnSync(PYTHON, ["-c", "import gammapy"]).status === 0 ? null : "there is no gammapy (apt-get install python3-gammapy)";

const OPEN = `
import json, sys, warnings
warnings.filterwarnings("ignore")
from gammapy.data import DataStore
store = DataStore.from_dir(sys.argv[1])
observations = store.get_observations([int(each) for each in store.obs_table["OBS_ID"]], required_irf="all-optional")
hdus = 0
for observation in observations:
    for name in observation.available_hdus:
        getattr(observation, name)
        hdus += 1
print(json.dumps({"observations": len(observations), "events": sum(len(each.events.table) for each in observations), "hdus": hdus}))
`;

/** Opens a store as gammapy does and reads every HDU of it; by the field's own check too, where that is beside us. */
export async function openStore(folder: string, expected: number): Promise<{ readonly observations: number; readonly events: number; readonly hdus: number }> {
  const check = path.resolve(root, "../shared/verify/store_check.py");
  if (fs.existsSync(check)) await run(PYTHON, [check, folder, "--expect", String(expected)]);
  return readStore(folder);
}

/** The same without the field's check, which takes a link to a mounted storage site for a file outside the store. */
export async function readStore(folder: string): Promise<Awaited<ReturnType<typeof openStore>>> {
  const { stdout } = await run(PYTHON, ["-c", OPEN, folder]);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Awaited<ReturnType<typeof openStore>>;
}

/** Takes an archive apart with Python's own readers, checksums verified. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const zip = "import sys, zipfile; a = zipfile.ZipFile(sys.argv[1]); assert a.testzip() is None; a.extractall(sys.argv[2])";
  const tar = "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])";
  await run(PYTHON, ["-c", archive.endsWith(".zip") ? zip : tar, archive, folder]);
}
