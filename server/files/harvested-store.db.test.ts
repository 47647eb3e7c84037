import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addToBasket } from "@/lib/basket/basket";
import { draftManifest, freezeManifest } from "@/lib/basket/manifest";
import { loadStore } from "@/lib/catalogue/load/load-store";
import { forgetEnvironment } from "@/lib/config/environment";
import { forgetRucio } from "@/lib/datalake/backends/rucio/connection";
import { connected, diskReplica, fakeFile } from "@/lib/datalake/backends/rucio/fake/connected.test-support";
import { FakeRucio } from "@/lib/datalake/backends/rucio/fake/rucio.test-support";
import { FakeStorage } from "@/lib/datalake/backends/rucio/fake/storage.test-support";
import { harvest } from "@/lib/datalake/harvest/harvest";
import { readMapping } from "@/lib/datalake/harvest/mapping";
import { mappingFile } from "@/lib/datalake/harvest/mapping.test-support";
import { lakeBackend } from "@/lib/datalake/registry";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql } from "@/lib/embargo/transaction";
import { readObsIndex } from "@/lib/gadf/obs-index";
import { storeCheck } from "@/lib/gadf/real-stores.test-support";
import { handle } from "./handler";

const store = path.resolve("../shared/data/hess-dl3-dr1");
const hasGammapy = fs.existsSync(storeCheck) && spawnSync("/usr/bin/python3", ["-c", "import gammapy"]).status === 0;
const crab = [23523, 23526, 23559, 23592];
const columns = ["OBS_ID", "RA_PNT", "DEC_PNT", "ZEN_PNT", "ALT_PNT", "AZ_PNT", "OBJECT", "RA_OBJ", "DEC_OBJ", "ONTIME", "LIVETIME", "DEADC", "TSTART", "TSTOP", "N_TELS", "TELLIST", "QUALITY", "MUONEFF", "EVENT_COUNT", "TARGET_NAME", "SAFE_ENERGY_LO"];
const hdus = [["events", "events"], ["gti", "gti"], ["aeff", "aeff_2d"], ["edisp", "edisp_2d"], ["psf", "psf_table"], ["bkg", "bkg_3d"]].map(([type, hduClass]) => ({ type, class: hduClass, name: type }));
const mapping = {
  collection: { name: "hess-lake" },
  observations: { of: "file", columns: Object.fromEntries(columns.map((name) => [name, name.toLowerCase()])), header: { MJDREFI: 51910, MJDREFF: 0.000742870370370241, TIMEUNIT: "s", TIMESYS: "TT", TELESCOP: "HESS" } },
  files: [{ name: "\\.fits\\.gz$", role: "event-list", hdus }],
  projects: [{ code: "LAKE-CRAB", title: "Crab", pi: "pi", group: "cta/projects/crab", metaReleaseAt: null, dataReleaseAt: null, from: [{ metadata: { target_name: "Crab" } }] }],
};
const member = viewer("pi", "cta/projects/crab");
const token = "staging-token-of-this-test-0123456789";

testDatabase();

describe.skipIf(!hasGammapy)("a basket of what was harvested from Rucio (shared data, python3-gammapy)", () => {
  const rucio = new FakeRucio();
  const [first, second] = [new FakeStorage(), new FakeStorage()];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-harvested-"));
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => void handle(request, response));
    await Promise.all([rucio.start(), first.start(), second.start(), new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))]);
    Object.assign(process.env, { FILES_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, RUCIO_URL: rucio.url, RUCIO_ACCOUNT: rucio.account, RUCIO_USERNAME: rucio.username, RUCIO_PASSWORD: rucio.password });
    forgetEnvironment();
    forgetRucio();
    const index = await readObsIndex(path.join(store, "obs-index.fits.gz"));
    for (const row of index.rows.filter(({ obsId }) => crab.includes(Number(obsId)))) {
      const name = `data/hess_dl3_dr1_obs_id_${String(row.obsId).padStart(6, "0")}.fits.gz`;
      const content = fs.readFileSync(path.join(store, name));
      const metadata = Object.fromEntries(columns.map((column) => [column.toLowerCase(), row.raw[column] as string | number]));
      rucio.world.add(fakeFile(name, content, [diskReplica("A-DISK", first.put(`/${name}`, content), 1), diskReplica("B-DISK", second.put(`/${name}`, content), 2)], metadata));
    }
    await harvest(connected(rucio).client, "hess", readMapping(mappingFile(mapping)), () => undefined);
    await prisma().user.create({ data: { sub: member.sub, username: member.username, groups: [...member.groups], groupsCheckedAt: new Date() } });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await Promise.all([new Promise((resolve) => server.close(resolve)), rucio.stop(), first.stop(), second.stop()]);
    forgetRucio();
    fs.rmSync(folder, { recursive: true });
  });

  it("is described as the same store is when it is loaded from files", async () => {
    await loadStore({ store, collection: "hess-files", projectsFile: null, takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
    const described = (collection: string) =>
      withSystemSql("test", (sql) => sql.rows<Record<string, string | number>>(`SELECT o.obs_id::int, target_name, ra_deg, dec_deg, zenith_deg, start_mjd, end_mjd, night_mjd, livetime_sec, telescope_count, event_count, instrument, fov_radius_deg, irf_kinds FROM observation o JOIN collection c ON c.id = o.collection_id WHERE c.name = $1 AND target_name = 'Crab' ORDER BY obs_id`, [collection]));
    const [harvested, loaded] = [await described("hess-lake"), await described("hess-files")];
    expect(harvested).toHaveLength(4);
    for (const [i, row] of loaded.entries()) {
      for (const [name, value] of Object.entries(row)) {
        // The index rounds to single precision what headers have in double: seconds of a day, and 1e-5 of the rest.
        if (typeof value === "number") expect(Math.abs((harvested[i]![name] as number) - value), name).toBeLessThan(Math.max(1e-4, Math.abs(value) * 1e-5) * (name === "start_mjd" || name === "end_mjd" ? 2e-4 : 1));
        else expect(harvested[i]![name], name).toEqual(value);
      }
    }
  });
  it("arrives as a store that gammapy reads, though a storage site breaks off each file", async () => {
    await addToBasket(member, { ids: crab.map((obsId) => `hess-lake:${obsId}`), withIrfs: true }, null);
    const { id, manifest } = await freezeManifest(member, await draftManifest(member));
    expect(manifest.problems.filter(({ blocks }) => blocks)).toEqual([]);
    await withSystemSql("test", async (sql) => {
      await sql.run("INSERT INTO launch (id, owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES (gen_random_uuid(), $1, $2, $3, 'hub', 's', 'w', 'staging')", [member.sub, member.username, id]);
      await sql.run("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(token)]);
    });
    first.always = { cutAfterBytes: 200_000 };
    for (const file of manifest.files) {
      const answer = await fetch(file.url, { headers: { authorization: `Bearer ${token}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const [algorithm, promised] = file.checksum.sha256 ? ["sha256", file.checksum.sha256] : ["md5", file.checksum.md5];
      expect([bytes.length, createHash(algorithm!).update(bytes).digest("hex")], file.path).toEqual([file.sizeBytes, promised]);
      fs.mkdirSync(path.dirname(path.join(folder, file.path)), { recursive: true });
      fs.writeFileSync(path.join(folder, file.path), bytes);
    }
    expect(second.requests.length).toBeGreaterThan(0);
    const check = spawnSync("/usr/bin/python3", [storeCheck, folder, "--expect", "4"], { encoding: "utf8" });
    expect(JSON.parse(check.stdout)).toMatchObject({ problems: [] });
    expect(check.status).toBe(0);
  }, 120_000);
});
