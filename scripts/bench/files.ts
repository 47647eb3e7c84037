import fs from "node:fs";
import path from "node:path";
import { writeStore } from "@/lib/catalogue/load/load-store";
import { lakeBackend } from "@/lib/datalake/registry";
import { iamPart, productParts } from "../demo/parts";
import { cpuSec } from "./cpu-time";
import type { Figure } from "./figure";
import { nginx, plainPipe } from "./file-servers";
import type { Platform } from "./platform";
import { MemoryWatch } from "./memory-watch";
import { download } from "./socket-download";
import { median } from "./statistics";
import { OPEN_POLICY, syntheticProjects } from "./synthetic-projects";
import { syntheticStore } from "./synthetic-store";

const FILE_BYTES = 1_000_000_000;
const ROUNDS = 24;
const STORE = "syn-large";
const NAME = "data/large.fits";
const FILE = `/files/${STORE}/r1/${NAME}`;

/** So many at once, of a file each of which would fill the memory several times over. */
const PARALLEL = 100;
const PARALLEL_ROUND_TIMEOUT_MS = 900_000;

/** One large public file from the files process, from a plain pipe, from nginx, and from nginx in our place, by turns. */
export async function fileFigures(platform: Platform, firstPort: number): Promise<Figure[]> {
  const stored = await publicFile(platform, STORE, NAME, FILE_BYTES);
  const [, files] = productParts(platform.setting);
  const pipe = plainPipe(platform, stored, firstPort);
  const web = nginx(platform, stored, { plain: firstPort + 1, beforeFiles: firstPort + 2, files: firstPort + 3 });
  await platform.start(iamPart(platform.setting), files!, pipe.part, ...(web ? [web.plain.part, web.files] : []));

  const ours = { url: addressOf(platform), parts: ["files"] };
  const servers: Record<string, { url: string; parts: readonly string[] }> = { ours, pipe: { url: pipe.url, parts: ["plain pipe"] }, ...(web && { nginx: { url: web.plain.url, parts: ["nginx"] }, carried: { url: web.carrying + FILE, parts: ["nginx", "files behind nginx"] } }) };
  for (const { url } of Object.values(servers)) await download(url);
  const memory = new MemoryWatch(platform.pidOf("files"));
  const names = Object.keys(servers);
  const taken = new Map(names.map((name) => [name, { rates: [] as number[], cpuSec: [] as number[] }]));
  for (let round = 0; round < ROUNDS; round++) {
    // Each in turn is the first one.
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length]!;
      const { url, parts } = servers[name]!;
      const before = cpuSecOf(platform, parts);
      taken.get(name)!.rates.push(await rateOf(url));
      taken.get(name)!.cpuSec.push((cpuSecOf(platform, parts) - before) / (FILE_BYTES / 1e9));
    }
  }
  const memoryMb = memory.stop();
  const rate = (name: string) => (taken.has(name) ? median(taken.get(name)!.rates) : null);
  const cpu = (name: string) => (taken.has(name) ? median(taken.get(name)!.cpuSec) : null);
  // Of the same round: what slows the machine for a while slows all of it.
  const ratio = (name: string, other: string) => median(taken.get(name)!.rates.map((each, round) => each / taken.get(other)!.rates[round]!));
  const over = (name: string, other: string, limit: number | null) => (rate(other) === null ? {} : { budget: { ratio: ratio(name, other), limit, atLeast: true } });
  const how = `GET of one file of ${FILE_BYTES / 1e6} MB in the page cache, ${ROUNDS} times by turns over loopback, thrown away by the client`;
  const withNginx = web ? how : "nginx is not installed: apt-get install nginx-light";
  return [
    { name: "files.besideNginx", values: { oursMbPerSec: rate("ours"), nginxMbPerSec: rate("nginx") }, unit: "MB/s", ...over("ours", "nginx", 0.5), n: ROUNDS, how: withNginx },
    { name: "files.carriedByNginx", values: { carriedMbPerSec: rate("carried"), nginxMbPerSec: rate("nginx") }, unit: "MB/s", ...(web && over("carried", "nginx", 0.95)), n: ROUNDS, how: web ? `${how}; the files process asks the embargo and lets nginx send (X-Accel-Redirect), with deploy/nginx/files.conf` : withNginx },
    { name: "files.besidePipe", values: { oursMbPerSec: rate("ours"), pipeMbPerSec: rate("pipe") }, unit: "MB/s", budget: { ratio: ratio("ours", "pipe"), limit: null }, n: ROUNDS, how: `${how}; the pipe is node:http and createReadStream, asking nobody` },
    { name: "files.cpu", values: { oursSecPerGb: cpu("ours"), pipeSecPerGb: cpu("pipe"), nginxSecPerGb: cpu("nginx"), carriedSecPerGb: cpu("carried") }, unit: "s/GB", budget: { ratio: cpu("ours")! / cpu("pipe")!, limit: null }, n: ROUNDS, how: "processor time, user and system, of the serving processes during the same downloads; ratio to the pipe's" },
    { name: "files.memory", values: memoryMb, unit: "MB", budget: { ratio: (memoryMb.peakMb - memoryMb.beforeMb) / (FILE_BYTES / 1e6), limit: 0.1 }, n: ROUNDS, how: "resident memory of the files process after one download, at most during the next ones, and after them; ratio of the growth to the file's size" },
  ];
}

/** Memory must not grow with what flows: the same file a hundred times at once. After `fileFigures`, which put it there. */
export async function parallelFigure(platform: Platform): Promise<Figure> {
  const url = addressOf(platform);
  const memory = new MemoryWatch(platform.pidOf("files"));
  const started = performance.now();
  const taken = await Promise.all(Array.from({ length: PARALLEL }, () => download(url, PARALLEL_ROUND_TIMEOUT_MS)));
  const seconds = (performance.now() - started) / 1000;
  if (taken.some(({ bytes }) => bytes !== FILE_BYTES)) throw new Error("a parallel download was not whole");
  const memoryMb = memory.stop();
  return { name: "files.parallel", values: { ...memoryMb, mbPerSec: (PARALLEL * FILE_BYTES) / 1e6 / seconds }, unit: "MB", budget: { ratio: (memoryMb.peakMb - memoryMb.beforeMb) / PARALLEL, limit: 4 }, n: PARALLEL, how: `${PARALLEL} downloads of ${FILE_BYTES / 1e6} MB at once; ratio: growth of the files process's memory for each, MB` };
}

const addressOf = ({ setting }: Platform) => `http://127.0.0.1:${setting.ports.files}${FILE}`;

function cpuSecOf(platform: Platform, parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + cpuSec(platform.pidOf(part)), 0);
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
