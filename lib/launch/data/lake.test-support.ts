import { connected, diskReplica, fakeFile } from "@/lib/datalake/backends/rucio/fake/connected.test-support";
import type { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import type { FakeRule } from "@/lib/datalake/backends/rucio/fake/world.test-support";
import { forgetRucio } from "@/lib/datalake/backends/rucio/connection";
import { formatLocation } from "@/lib/datalake/backends/rucio/location";
import { forgetEnvironment } from "@/lib/config/environment";
import { withSystemSql } from "@/lib/embargo/transaction";
import { useServices } from "../fixture.test-support";
import type { FakeHub } from "../services/fake-hub.test-support";

export const site = "HUB-DISK";
export const pfnPrefix = "https://hub.example.org:443/pnfs/";

/** Points this process at a Rucio, and at a hub whose sessions mount one of its storage sites. */
export function useLake(rucio: FakeRucio, hub: FakeHub, mount: object = {}, service: object = {}): void {
  Object.assign(process.env, { HUB_A_TOKEN: hub.token, RUCIO_URL: rucio.url, RUCIO_ACCOUNT: rucio.account, RUCIO_USERNAME: rucio.username, RUCIO_PASSWORD: rucio.password });
  useServices([
    {
      id: "jupyterhub", kind: "jupyterhub", title: "Test hub", url: hub.url, token: { env: "HUB_A_TOKEN" }, dataClass: "embargoed", mayInstall: true, notebookPage: "notebooks",
      environments: [{ id: "default", title: "The usual" }],
      storageSites: [{ site, pfnPrefix, mountPath: "/lake", dataClass: "embargoed", ...mount }],
      ...service,
    },
  ]);
  forgetEnvironment();
  forgetRucio();
}

/** Moves all files of the catalogue into the Rucio, as if they had been harvested from it. */
export async function moveToLake({ world }: FakeRucio): Promise<void> {
  world.sites.add(site);
  await withSystemSql("fixture", async (sql) => {
    const rows = await sql.rows<{ id: string; name: string }>("SELECT r.id::text, p.name FROM product_release r JOIN product p ON p.id = r.product_id ORDER BY r.id");
    for (const { id, name } of rows) {
      const file = world.add(fakeFile(name, Buffer.from(`events of ${name}`), [diskReplica("PIC-DISK", `https://pic.example.org/${name}`)]));
      await sql.run("UPDATE product_release SET backend = 'rucio', location = $2 WHERE id = $1", [id, formatLocation({ ...file, sizeBytes: file.bytes! })]);
    }
  });
}

export const rulesOf = ({ world }: FakeRucio): FakeRule[] => [...world.rules.values()];
/** A file of the rule arrives, or all do. */
export const deliver = ({ world }: FakeRucio, rule: FakeRule, count?: number) => world.deliver(rule, ({ name }) => `${pfnPrefix}${name}`, count);
/** Those of which Rucio was not told that they may end. */
export const livingRules = (fake: FakeRucio) => rulesOf(fake).filter(({ expires_at }) => new Date(expires_at!).getTime() > Date.now() + 3_700_000);
export { connected };
