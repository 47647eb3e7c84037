import { z } from "zod";
import { type Answer, ask, type Asked, comparable } from "./answers";
import { type Canary, canaries, CANARY_COLLECTION, canaryFile } from "./kinds";
import type { CanaryLeak, CanaryRun } from "./schemas";

const openApiSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Where to look, and as whom besides anonymous. */
export interface Outside {
  readonly portalUrl: string;
  readonly filesUrl: string;
  /** Of somebody who is in no group that the catalogue knows; null: only anonymous looks. */
  readonly token: string | null;
}

export interface Found {
  readonly probeCount: number;
  readonly viewers: CanaryRun["viewers"];
  readonly leaks: readonly CanaryLeak[];
}

/** One that never was, of the same length in every name: what is answered for it must be answered for the canary. */
const twin = (canary: Canary): Canary => ({ ...canary, obsId: canary.obsId + 50_000, project: canary.project?.replace("CANARY-", "ABSENT-") ?? null, target: canary.target.replace("Canary-", "Absent-") });
const absentCollection = CANARY_COLLECTION.replace("canaries", "absentia");

/** Looks for every canary at every public route, from outside, as anybody could. Rejects when the portal does not answer. */
export async function probeForCanaries(outside: Outside): Promise<Found> {
  const leaks: CanaryLeak[] = [];
  const viewers: CanaryRun["viewers"] = outside.token === null ? ["anonymous"] : ["anonymous", "signed-in"];
  const { paths } = openApiSchema.parse(JSON.parse((await ask({ method: "GET", url: `${outside.portalUrl}/api/v1/openapi.json` }, null)).text));
  let probeCount = 0;
  for (const viewer of viewers) {
    const token = viewer === "anonymous" ? null : outside.token;
    const notice = (kind: CanaryLeak["kind"], { method, url }: Asked) => leaks.push({ kind, route: `${method} ${new URL(url).pathname}`, viewer });
    for (const asked of listsOf(paths, outside)) {
      probeCount += 1;
      if (namesCanary(await ask(asked, token))) notice("any", asked);
    }
    for (const canary of canaries) {
      const [hidden, absent] = [probesOf(canary, CANARY_COLLECTION, paths, outside), probesOf(twin(canary), absentCollection, paths, outside)];
      for (const [i, asked] of hidden.entries()) {
        probeCount += 1;
        const answers = [await ask(asked, token), await ask(absent[i]!, token)] as const;
        if (comparable(answers[0], namesOf(canary, CANARY_COLLECTION)) !== comparable(answers[1], namesOf(twin(canary), absentCollection))) notice(canary.kind, asked);
      }
      if (token === null) continue;
      const [added, addedTwin] = [basketWith(canary, CANARY_COLLECTION, outside), basketWith(twin(canary), absentCollection, outside)];
      probeCount += added.length;
      const [answers, ofTwin] = [await inTurn(added, token, namesOf(canary, CANARY_COLLECTION)), await inTurn(addedTwin, token, namesOf(twin(canary), absentCollection))];
      for (const [i, asked] of added.entries()) if (answers[i] !== ofTwin[i]) notice(canary.kind, asked);
    }
  }
  return { probeCount, viewers, leaks };
}

type Paths = z.infer<typeof openApiSchema>["paths"];
const gets = (paths: Paths) => Object.entries(paths).filter(([, methods]) => "get" in methods).map(([path]) => path);

/** What tells of many things at once: no canary may be named in any of it. */
function listsOf(paths: Paths, { portalUrl }: Outside): Asked[] {
  const lists = gets(paths).filter((path) => !path.includes("{"));
  const searches = ["/observations?limit=1000", "/observations?sort=-startMjd&startMjd=59999&endMjd=60001", "/observations?format=csv&startMjd=59999&endMjd=60001", "/observations?q=canary", "/observations?access=mine", ...["", "/facets"].map((facets) => `/observations${facets}?collection=${CANARY_COLLECTION}`)];
  return [...lists, ...searches].map((path) => ({ method: "GET", url: `${portalUrl}/api/v1${path}` }));
}

/** What is asked about one observation, by each of its names. */
function probesOf(canary: Canary, collection: string, paths: Paths, { portalUrl, filesUrl }: Outside): Asked[] {
  const id = `${collection}:${canary.obsId}`;
  const api = (path: string): Asked => ({ method: "GET", url: `${portalUrl}/api/v1${path}` });
  const byName = [["q", id], ["q", String(canary.obsId)], ["q", canary.target], ...(canary.project === null ? [] : [["project", canary.project]])];
  const searches = byName.flatMap(([name, value]) => [`/observations?${name}=${encodeURIComponent(value!)}`, ...["facets", "density", "timeline"].map((part) => `/observations/${part}?${name}=${encodeURIComponent(value!)}`)]);
  const file = canaryFile(canary).replace(CANARY_COLLECTION, collection);
  const known = gets(paths).flatMap((path) => {
    if (path.startsWith("/observations/{id}")) return [path.replace("{id}", encodeURIComponent(id))];
    if (path.startsWith("/projects/{code}") && canary.project !== null) return [path.replace("{code}", canary.project)];
    return [];
  });
  return [
    ...searches.map(api),
    ...known.filter((path) => !path.includes("{")).map(api),
    { method: "POST", url: `${portalUrl}/api/v1/irf-matches`, body: { observationIds: [id] } },
    api(file),
    { method: "GET", url: filesUrl + file },
    { method: "HEAD", url: filesUrl + file },
  ];
}

/** Into the basket, what is in it then, and out again: an item that is none leaves no trace. */
function basketWith({ obsId }: Canary, collection: string, { portalUrl }: Outside): Asked[] {
  const url = `${portalUrl}/api/v1/basket`;
  const ids = [`${collection}:${obsId}`];
  return [{ method: "POST", url: `${url}/items`, body: { ids, withIrfs: true } }, { method: "GET", url }, { method: "DELETE", url: `${url}/items`, body: { ids } }];
}

async function inTurn(asked: readonly Asked[], token: string, names: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const each of asked) answers.push(comparable(await ask(each, token), names));
  return answers;
}

function namesOf({ obsId, project, target }: Canary, collection: string): string[] {
  return [`${collection}:${obsId}`, collection, ...(project === null ? [] : [project]), target, String(obsId)];
}

function namesCanary({ headers, text }: Answer): boolean {
  return [CANARY_COLLECTION, ...canaries.flatMap(({ project, target }) => [project ?? target, target])].some((name) => `${headers}${text}`.includes(name));
}
