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
import { type TinyStore, tinyStore } from "@/lib/catalogue/load/tiny-store.test-support";
import { forgetEnvironment } from "@/lib/config/environment";
import { lakeBackend } from "@/lib/datalake/registry";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql } from "@/lib/embargo/transaction";
import { readHduIndex } from "@/lib/gadf/hdu-index";
import { readObsIndex } from "@/lib/gadf/obs-index";
import { handle } from "./handler";

testDatabase();

const member = viewer("pi", "cta/projects/tiny");
const token = "staging-token-of-this-test-0123456789";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "airshower-staged-"));
let store: TinyStore;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.FILES_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  forgetEnvironment();
  store = tinyStore([10001, 10002, 10003]);
  fs.writeFileSync(path.join(store.folder, "TERMS.txt"), "Cite us.");
  const project = { code: "TINY", title: "Tiny", pi: "pi", group: "cta/projects/tiny", store: "tiny", obsIds: [10001, 10002, 10003], metaReleaseAt: null, dataReleaseAt: null };
  fs.writeFileSync(path.join(folder, "projects.json"), JSON.stringify({ projects: [project] }));
  await loadStore({ store: store.folder, collection: "tiny", projectsFile: path.join(folder, "projects.json"), takeIn: (file) => lakeBackend("local").put(file), progress: () => undefined });
  await prisma().user.create({ data: { sub: member.sub, username: member.username, groups: [...member.groups], groupsCheckedAt: new Date() } });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  store.remove();
  fs.rmSync(folder, { recursive: true });
});

describe("a basket of a loaded store", () => {
  it("arrives over HTTP as a store of exactly the selection", async () => {
    await addToBasket(member, { ids: ["tiny:10001", "tiny:10003"], withIrfs: true }, null);
    const { id, manifest } = await freezeManifest(member, await draftManifest(member));
    await withSystemSql("test", async (sql) => {
      await sql.run("INSERT INTO launch (id, owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES (gen_random_uuid(), $1, $2, $3, 'hub', 's', 'w', 'staging')", [member.sub, member.username, id]);
      await sql.run("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(token)]);
    });
    const data = path.join(folder, "data");
    for (const file of manifest.files) {
      const answer = await fetch(file.url, { headers: { authorization: `Bearer ${token}` } });
      expect([answer.status, answer.headers.get("content-type")], file.path).toEqual([200, file.mediaType]);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([bytes.length, createHash("sha256").update(bytes).digest("hex")]).toEqual([file.sizeBytes, file.checksum.sha256]);
      fs.mkdirSync(path.dirname(path.join(data, file.path)), { recursive: true });
      fs.writeFileSync(path.join(data, file.path), bytes);
    }
    const observations = await readObsIndex(path.join(data, "obs-index.fits.gz"));
    expect(observations.rows.map(({ obsId }) => obsId)).toEqual([10001n, 10003n]);
    const original = await readObsIndex(path.join(store.folder, "obs-index.fits.gz"));
    expect(observations.rows[1]!.raw).toEqual(original.rows[2]!.raw);
    const hdus = await readHduIndex(path.join(data, "hdu-index.fits.gz"));
    expect(hdus.rows.map(({ obsId, hduType }) => `${obsId} ${hduType}`)).toEqual(["10001 events", "10001 gti", "10003 events", "10003 gti"]);
    for (const { fileDir, fileName, obsId } of hdus.rows) {
      expect(fs.readFileSync(path.join(data, fileDir, fileName)).equals(fs.readFileSync(store.eventFile(Number(obsId))))).toBe(true);
    }
    expect(fs.readFileSync(path.join(data, manifest.terms[0]!), "utf8")).toBe("Cite us.");
    expect(fs.readdirSync(path.join(data, "events"))).toHaveLength(2);
  });
});
