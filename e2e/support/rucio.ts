import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { diskReplica, fakeFile } from "@/lib/datalake/backends/rucio/fake/connected.test-support";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { FakeStorage } from "@/lib/datalake/backends/rucio/fake/storage.test-support";
import { lakeFiles, lakeStore } from "./lake";
import { mountedSite } from "./services-file";

// The Rucio of the journeys, as a process: its files lie at a storage site of their own, and come to the mounted one, a folder
// of this machine, when a journey says so by the port after Rucio's.
// Usage: node --import tsx e2e/support/rucio.ts PORT FOLDER

const [port, folder] = [Number(process.argv[2]), process.argv[3]!];
const rucio = new FakeRucio();
const { world } = rucio;
const storage = await new FakeStorage().start();
const contents = new Map<string, Buffer>();
world.sites.add(mountedSite.site);
for (const { name, content, metadata } of fs.existsSync(lakeStore) ? await lakeFiles() : []) {
  contents.set(name, content);
  world.add(fakeFile(name, content, [diskReplica("PIC-DISK", storage.put(`/${name}`, content))], metadata));
}

/** A file arrives as the mount's people would see it: whole, and for reading only. */
function deliver(count: number): void {
  for (const rule of world.rules.values()) {
    for (const { name } of world.deliver(rule, (file) => mountedSite.pfnPrefix + file.name, count)) {
      const place = path.join(folder, name);
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, contents.get(name)!, { mode: 0o444 });
    }
  }
}

/** As long after the end of its rules: the copies are gone, and nothing of them is known. */
function forget(): void {
  world.rules.clear();
  for (const [key, did] of world.dids) {
    if (did.type === "DATASET") world.dids.delete(key);
    else did.replicas.splice(1);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function told(): object[] {
  return [...world.rules.values()].map((rule) => ({ site: rule.rse_expression, ok: rule.locks_ok_cnt, total: rule.locks_ok_cnt + rule.locks_replicating_cnt + rule.locks_stuck_cnt, endsInSec: (new Date(rule.expires_at!).getTime() - Date.now()) / 1000 }));
}

const control = http.createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://control");
  if (url.pathname === "/deliver") deliver(Number(url.searchParams.get("count")));
  if (url.pathname === "/stick") for (const rule of world.rules.values()) world.stick(rule, "SOURCE: no route to host");
  if (url.pathname === "/unstick") for (const rule of world.rules.values()) world.unstick(rule);
  if (url.pathname === "/forget") forget();
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told()));
});

await rucio.start(port);
control.listen(port + 1, "127.0.0.1");
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    control.close();
    void Promise.all([rucio.stop(), storage.stop()]).finally(() => {
      fs.rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
  });
}
