import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { addToBasket } from "@/lib/basket/basket";
import { archivePath } from "@/lib/basket/archive/address";
import { insertFile, setIndexDefinitions, setIndexRow } from "@/lib/basket/fixture.test-support";
import { draftManifest, freezeManifest } from "@/lib/basket/manifest";
import type { Manifest } from "@/lib/basket/schemas";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { type TestDatabase, testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { secretHash } from "@/lib/embargo/staging-viewer";
import { withSystemSql } from "@/lib/embargo/transaction";
import { signPermit } from "@/lib/http/permit";
import { handle, running } from "./handler";

export const member = viewer("pi-both", "cta/projects/crab", "cta/projects/agn");
export const outsider = viewer("outsider", "cta/projects/other");
export const stagingToken = "airshower_staging-token-of-the-test-0123456789";
/** So large that bytes of it are under way for a while; in the lake it is a hole. */
export const LARGE_BYTES = 60_000_000;
const future = "2999-01-01T00:00:00Z";
const contents = new Map(["crab:data/1.fits", "crab:data/2.fits", "crab:irf.fits", "agn:data/7.fits"].map((name) => [name, randomBytes(name.includes("irf") ? 50_000 : 200_000)]));

export const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));

export interface Basket {
  readonly database: TestDatabase;
  base: string;
  manifestId: string;
  manifest: Manifest;
  readonly projects: Record<string, number>;
}

/** A member's basket of two hidden projects, frozen, one of its files large, before a files process in this one. */
export function archivedBasket() {
  const its = { database: testDatabase(), projects: {} } as unknown as Basket;
  let server: Server;

  beforeAll(async () => {
    const collections: Record<string, number> = { crab: await insertCollection("crab"), agn: await insertCollection("agn") };
    const rows = [["crab", 1], ["crab", 2], ["agn", 7]] as const;
    for (const code of ["CRAB", "AGN"]) its.projects[code] = await insertProject({ code, group: `cta/projects/${code.toLowerCase()}`, metaReleaseAt: future, dataReleaseAt: future });
    const ids = await insertRows(rows.map(([name, obsId]) => ({ collectionId: collections[name]!, obsId, projectId: its.projects[name.toUpperCase()]! })));
    const observations = rows.map(([name, obsId], i) => ({ name, id: ids[i]!, obsId }));
    for (const { name, ...own } of observations) {
      await setIndexRow(own);
      await insertFile({ collectionId: collections[name]!, name: `data/${own.obsId}.fits`, observations: [own], hdus: [["events", "events", "EVENTS"], ["gti", "gti", "GTI"]], content: contents.get(`${name}:data/${own.obsId}.fits`)! });
    }
    await insertFile({ collectionId: collections.crab!, name: "irf.fits", role: "irf", sharing: "shared-irf", observations: observations.slice(0, 2), hdus: [["aeff", "aeff_2d", "AEFF"]], content: contents.get("crab:irf.fits")! });
    for (const id of Object.values(collections)) await setIndexDefinitions(id);
    await makeLarge(its.database.lakeRoot);
    for (const person of [member, outsider]) await insertPerson(person);
    await addToBasket(member, { ids: ["crab:1", "crab:2", "agn:7"], withIrfs: true }, null);
    const { id, manifest } = await freezeManifest(member, await draftManifest(member));
    Object.assign(its, { manifestId: id, manifest });
    await system("INSERT INTO launch (owner_sub, username, manifest_id, service, server_name, work_folder, state) VALUES ($1, $2, $3, 'hub', 's', 'w', 'staging')", [member.sub, member.username, id]);
    await system("INSERT INTO staging_token (hash, launch_id, expires_at) SELECT $1, id, now() + interval '1 hour' FROM launch", [secretHash(stagingToken)]);
    server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    its.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    running.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** An address with a permit for somebody, as the portal gives it out. */
  const permitted = (format: "zip" | "tar", who = member, id = its.manifestId) => {
    const target = archivePath(id, format);
    return `${its.base}${target}?permit=${encodeURIComponent(signPermit(who.sub, target))}`;
  };
  return { its, permitted };
}

/** The observation of AGN gets a large file of zeros. */
async function makeLarge(lakeRoot: string): Promise<void> {
  const sha256 = createHash("sha256");
  const piece = Buffer.alloc(1_000_000);
  for (let at = 0; at < LARGE_BYTES; at += piece.length) sha256.update(piece);
  const digest = sha256.digest("hex");
  const location = `sha256/${digest.slice(0, 2)}/${digest.slice(2)}`;
  fs.mkdirSync(path.dirname(path.join(lakeRoot, location)), { recursive: true });
  fs.closeSync(fs.openSync(path.join(lakeRoot, location), "w"));
  fs.truncateSync(path.join(lakeRoot, location), LARGE_BYTES);
  await system("UPDATE product_release SET location = $1, sha256 = $2, size_bytes = $3, crc32 = NULL WHERE product_id = (SELECT id FROM product WHERE name = 'data/7.fits')", [location, digest, LARGE_BYTES]);
  await system("UPDATE product SET size_bytes = $1 WHERE name = 'data/7.fits'", [LARGE_BYTES]);
}

const READ = `
import hashlib, io, json, sys, tarfile, zipfile
found = {}
if sys.argv[1] == "zip":
    with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
        assert archive.testzip() is None
        found = {i.filename: archive.read(i) for i in archive.infolist()}
else:
    with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as archive:
        for member in archive:
            found[member.name] = archive.extractfile(member).read()
problems = found.pop("PROBLEMS.txt", b"").decode()
print(json.dumps({"problems": problems, "files": {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in found.items()}}))
`;

/** What Python finds in an archive, each file by size and SHA-256; its checksums hold. */
export function contentOf(format: "zip" | "tar", bytes: Buffer): { readonly problems: string; readonly failures: string; readonly files: Record<string, [number, string]> } {
  const found = JSON.parse(execFileSync("python3", ["-c", READ, format], { input: bytes, encoding: "utf8" })) as { problems: string; files: Record<string, [number, string]> };
  const [problems = "", failures = ""] = found.problems.split("\nCould not be delivered:\n");
  return { files: found.files, problems, failures };
}

/** The same of a manifest's files, or of some of them. */
export function expectedOf({ files }: Manifest, isThere: (path: string) => boolean = () => true): Record<string, [number, string]> {
  return Object.fromEntries(files.filter(({ path: name }) => isThere(name)).map(({ path: name, sizeBytes, checksum }) => [name, [sizeBytes, checksum.sha256!]]));
}
