import { z } from "zod";
import { type FoundWith, softwareOf } from "./codemeta";
import { fetchJson, type FetchLimits } from "./fetch";
import { RecordUnusable, type SoftwareRecord } from "./record";
import { SourceFault } from "./source-fault";

const MOST_PAGES = 20;
const MOST_RECORDS = 300;
const LIST_BYTES = 10e6;
const RECORD_BYTES = 1e6;
/** All of a source together. */
const WHOLE_LIMIT_MS = 120_000;

/** Source: https://developers.zenodo.org (records), and the answers of zenodo.org/api/records. */
const zenodoRecordSchema = z.object({
  doi: z.string().optional(),
  links: z.object({ self_html: z.string().optional(), html: z.string().optional() }).optional(),
  metadata: z.object({ title: z.string(), version: z.string().optional(), license: z.object({ id: z.string() }).optional() }),
  files: z.array(z.object({ key: z.string(), links: z.object({ self: z.url() }) })).optional(),
});
type ZenodoRecord = z.infer<typeof zenodoRecordSchema>;
const zenodoListSchema = z.object({ hits: z.object({ hits: z.array(z.unknown()) }), links: z.object({ next: z.url().optional() }).optional() });
const graphSchema = z.object({ "@graph": z.array(z.unknown()) });

export interface Listed {
  readonly records: readonly SoftwareRecord[];
  /** Names of records that can not be used, each with why. */
  readonly unusable: readonly string[];
}

/**
 * The records at an address: a list of Zenodo's records (a community's, a search's) or one of them, with the
 * `codemeta.json` among their files; or a `codemeta.json` itself, or a list of such.
 *
 * @throws SourceFault where the source fails, or lists nothing that can be used: no list is never an empty one
 */
export async function fetchRecords(address: string, signal: AbortSignal): Promise<Listed> {
  const whole = AbortSignal.timeout(WHOLE_LIMIT_MS);
  const limits = { origin: new URL(address).origin, signal: AbortSignal.any([signal, whole]) };
  try {
    const listed = await readPages(address, limits);
    if (listed.records.length === 0) throw new SourceFault(`it lists no record that can be used${listed.unusable.length > 0 ? `: ${listed.unusable.slice(0, 5).join("; ")}` : ""}`);
    return listed;
  } catch (error) {
    throw whole.aborted && !signal.aborted ? new SourceFault(`its records did not all come within ${WHOLE_LIMIT_MS / 1000} s`) : error;
  }
}

async function readPages(address: string, limits: Omit<FetchLimits, "bytes">): Promise<Listed> {
  const [records, unusable]: [SoftwareRecord[], string[]] = [[], []];
  let next: string | undefined = address;
  for (let page = 0; next !== undefined && page < MOST_PAGES && records.length + unusable.length < MOST_RECORDS; page++) {
    const json = await fetchJson(next, { ...limits, bytes: LIST_BYTES });
    const list = zenodoListSchema.safeParse(json);
    next = list.data?.links?.next;
    for (const one of (list.data?.hits.hits ?? listOf(json)).slice(0, MOST_RECORDS)) {
      const read = await readOne(one, limits);
      if (typeof read === "string") unusable.push(read);
      else records.push(read);
    }
  }
  return { records, unusable };
}

function listOf(json: unknown): unknown[] {
  if (Array.isArray(json)) return json;
  return graphSchema.safeParse(json).data?.["@graph"] ?? [json];
}

/** The record, or why there is none. */
async function readOne(json: unknown, limits: Omit<FetchLimits, "bytes">): Promise<SoftwareRecord | string> {
  const zenodo = zenodoRecordSchema.safeParse(json);
  try {
    return zenodo.success ? await ofZenodo(zenodo.data, limits) : startable(softwareOf(json));
  } catch (error) {
    if (!(error instanceof RecordUnusable) && !(error instanceof SourceFault && error.gone)) throw error;
    return `${zenodo.data?.metadata.title ?? nameOf(json)}: ${error.message}`;
  }
}

async function ofZenodo({ doi, links, metadata, files }: ZenodoRecord, limits: Omit<FetchLimits, "bytes">): Promise<SoftwareRecord> {
  const file = files?.find(({ key }) => key === "codemeta.json");
  if (!file) throw new RecordUnusable("it has no codemeta.json among its files");
  const found: FoundWith = { doi, version: metadata.version, license: metadata.license?.id, page: links?.self_html ?? links?.html };
  return startable(softwareOf(await fetchJson(file.links.self, { ...limits, bytes: RECORD_BYTES }), found));
}

function startable(record: SoftwareRecord): SoftwareRecord {
  if (record.repository === null && record.image === null) throw new RecordUnusable("it names neither an image (docker://…) nor what a BinderHub builds (a link with /v2/ in it, or a DOI at Zenodo)");
  return record;
}

function nameOf(json: unknown): string {
  return z.object({ name: z.string().max(200) }).safeParse(json).data?.name ?? "a record without a name";
}
