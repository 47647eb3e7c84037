import fs from "node:fs";
import path from "node:path";
import { writeStore } from "@/lib/catalogue/load/load-store";
import { lakeBackend } from "@/lib/datalake/registry";
import { iamPart, productParts } from "../demo/parts";
import type { Figure } from "./figure";
import { nginx, plainPipe } from "./file-servers";
import type { Platform } from "./platform";
import { MemoryWatch } from "./memory-watch";
import { download } from "./socket-download";
import { median } from "./statistics";
import { OPEN_POLICY, syntheticProjects } from "./synthetic-projects";
import { syntheticStore } from "./synthetic-store";

const FILE_BYTES = 1_000_000_000;
const ROUNDS = 5;
const STORE = "syn-large";
const NAME = "data/large.fits";

/** One large public file from the files process, from a plain pipe, and from nginx, by turns. */
export async function fileFigures(platform: Platform, firstPort: number): Promise<Figure[]> {
  const stored = await publicFile(platform, STORE, NAME, FILE_BYTES);
  const [, files] = productParts(platform.setting);
  const pipe = plainPipe(platform, stored, firstPort);
  const web = nginx(platform, stored, firstPort + 1);
  await platform.start(iamPart(platform.setting), files!, pipe.part, ...(web ? [web.part] : []));

  const urls = { ours: `http://127.0.0.1:${platform.setting.ports.files}/files/${STORE}/r1/${NAME}`, pipe: pipe.url, nginx: web?.url };
  await download(urls.ours);
  const memory = new MemoryWatch(platform.pidOf("files"));
  const rates: Record<keyof typeof urls, number[]> = { ours: [], pipe: [], nginx: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ["ours", "pipe", "nginx"] as const) {
      const url = urls[name];
      if (url !== undefined) rates[name].push(await rateOf(url));
    }
  }
  const memoryMb = memory.stop();
  const [ours, plain] = [median(rates.ours), median(rates.pipe)];
  const served = web ? median(rates.nginx) : null;
  const how = `GET of one file of ${FILE_BYTES / 1e6} MB in the page cache, ${ROUNDS} times by turns over loopback, thrown away by the client`;
  return [
    { name: "files.besideNginx", values: { oursMbPerSec: ours, nginxMbPerSec: served }, unit: "MB/s", ...(served !== null && { budget: { ratio: ours / served, limit: 0.5, atLeast: true } }), n: ROUNDS, how: served === null ? "nginx is not installed: apt-get install nginx-light" : how },
    { name: "files.besidePipe", values: { oursMbPerSec: ours, pipeMbPerSec: plain }, unit: "MB/s", budget: { ratio: ours / plain, limit: null }, n: ROUNDS, how: `${how}; the pipe is node:http and createReadStream, asking nobody` },
    { name: "files.memory", values: memoryMb, unit: "MB", budget: { ratio: (memoryMb.peakMb - memoryMb.beforeMb) / (FILE_BYTES / 1e6), limit: 0.1 }, n: ROUNDS, how: "resident memory of the files process after one download, at most during the next ones, and after them; ratio of the growth to the file's size" },
  ];
}

async function rateOf(url: string): Promise<number> {
  const { bytes, seconds } = await download(url);
  if (bytes !== FILE_BYTES) throw new Error(`${url} sent ${bytes} bytes of ${FILE_BYTES}`);
  return bytes / 1e6 / seconds;
}

/** Puts a file of zeros into the lake and a public observation that has it into the catalogue. Returns where the lake keeps it. */
export async function publicFile({ setting }: Platform, store: string, name: string, bytes: number): Promise<string> {
  const source = path.join(setting.options.dataDir, `${store}.fits`);
  fs.closeSync(fs.openSync(source, "w"));
  fs.truncateSync(source, bytes);
  const file = await lakeBackend("local").put(source);
  fs.rmSync(source);
  const { content } = syntheticStore({ name: store, observations: 1, products: false, member: false });
  const project = syntheticProjects(store, OPEN_POLICY + 1, false)[OPEN_POLICY]!;
  const observations = [...content.observations].map((each) => ({ ...each, projectCode: project.code }));
  const product = { name, role: "event-list", sharing: "single", obsIds: observations.map(({ obsId }) => obsId), mediaType: "application/fits", file, hdus: [] } as const;
  await writeStore({ ...content, projects: [project], observations, products: [product] });
  return path.join(setting.options.dataDir, "lake", file.location);
}
