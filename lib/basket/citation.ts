import { buffer } from "node:stream/consumers";
import { log } from "@/lib/config/log";
import { lakeBackend } from "@/lib/datalake/registry";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import type { DraftFile } from "./manifest/draft";
import type { SharedManifest } from "./schemas";

type Acknowledgement = SharedManifest["citation"]["acknowledgements"][number];

/** Terms of use are a page or two; of a longer text its beginning is shown, and the file holds it all. */
const SHOWN_BYTES = 32_768;
/** A lake that does not answer must not keep the page. */
const PATIENCE_MS = 5_000;

const TERMS = `
SELECT r.id::text AS "releaseId", c.name AS collection, c.title, r.backend, r.location, r.size_bytes::float8 AS "sizeBytes"
FROM product_release r JOIN product p ON p.id = r.product_id JOIN collection c ON c.id = p.collection_id WHERE r.id = ANY ($1::bigint[]) AND p.role = 'terms'`;

interface TermsRow {
  readonly releaseId: string;
  readonly collection: string;
  readonly title: string;
  readonly backend: string;
  readonly location: string;
  readonly sizeBytes: number;
}

/** The terms of use among these files, with their words. One that can not be read now says so in place of its words. */
export async function readAcknowledgements(viewer: Viewer, files: readonly DraftFile[]): Promise<Acknowledgement[]> {
  const terms = files.filter(({ role }) => role === "terms");
  if (terms.length === 0) return [];
  const rows = await withViewerSql(viewer, (sql) => sql.rows<TermsRow>(TERMS, [terms.map(({ release }) => release.releaseId)]));
  const found = new Map(rows.map((row) => [row.releaseId, row]));
  return Promise.all(
    terms.flatMap(({ path, release }) => {
      const row = found.get(release.releaseId);
      return row ? [acknowledgement(row, path)] : [];
    }),
  );
}

async function acknowledgement(row: TermsRow, path: string): Promise<Acknowledgement> {
  const about = { collection: row.collection, title: row.title, path };
  try {
    const text = await within(PATIENCE_MS, readText(row));
    return text === null ? { ...about, text, problem: "It is no text that could be shown: open the file." } : { ...about, text, problem: null };
  } catch (error) {
    log.warn({ err: error }, "terms of use could not be read");
    return { ...about, text: null, problem: "It could not be read just now: open the file, or try again." };
  }
}

/** Null for bytes that are no text. */
async function readText({ backend, location, sizeBytes }: TermsRow): Promise<string | null> {
  if (sizeBytes === 0) return "";
  const { stream } = await lakeBackend(backend).open(location, { start: 0, end: Math.min(sizeBytes, SHOWN_BYTES) - 1 });
  const bytes = await buffer(stream);
  if (bytes.includes(0)) return null;
  return bytes.toString("utf8").trim() + (sizeBytes > SHOWN_BYTES ? " […]" : "");
}

async function within<Value>(ms: number, answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
