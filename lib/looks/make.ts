import { lakeBackend } from "@/lib/datalake/registry";
import { openLakeSource } from "@/lib/datalake/lake-source";
import type { FileChecksums } from "@/lib/datalake/representation";
import { log } from "@/lib/config/log";
import { withSystemSql } from "@/lib/embargo/transaction";
import { AppError } from "@/lib/errors/app-error";
import { findHdu, listHdus, type ByteSource, type Hdu } from "@/lib/fits/read";
import { checksumOf } from "./checksum";
import { LookNotForeseen, type LookProblem, LookTooLong } from "./errors";
import { lookAtEvents, lookAtThetaSquared } from "./events/read-events";
import { lookAtHdus, lookAtRows } from "./file/read-file";
import { lookAtAeff } from "./irf/aeff";
import { lookAtBkg } from "./irf/bkg";
import { lookAtEdisp } from "./irf/edisp";
import { lookAtPsf } from "./irf/psf";
import { LOOK_CHANNEL, lookKey, type LookOrder } from "./queue";

/** A look that takes longer is no quick one. */
const MOST_SEC = 120;
/** Of looks that can be asked in many ways (a position), so many are kept of one file. */
const KEPT_OF_A_LOOK = 30;

interface Opened {
  readonly source: ByteSource;
  readonly hdus: readonly Hdu[];
  readonly asked: Readonly<Record<string, string | number | null>>;
  readonly signal: AbortSignal;
}

const text = (value: string | number | null | undefined) => String(value ?? "");
const named = ({ hdus, asked }: Opened) => findHdu(hdus, text(asked.hdu));

/** How each look is made. */
const makers: Readonly<Record<string, (opened: Opened) => unknown>> = {
  events: (opened) => lookAtEvents({ source: opened.source, events: named(opened), goodTimes: opened.asked.goodTimes ? findHdu(opened.hdus, text(opened.asked.goodTimes)) : null }, opened.signal),
  "theta-squared": (opened) => {
    const { raDeg, decDeg, radiusDeg } = opened.asked;
    const position = typeof raDeg === "number" && typeof decDeg === "number" ? { raDeg, decDeg } : null;
    return lookAtThetaSquared({ source: opened.source, events: named(opened) }, { position, radiusDeg: Number(radiusDeg) }, opened.signal);
  },
  aeff: (opened) => lookAtAeff(opened.source, named(opened)),
  edisp: (opened) => lookAtEdisp(opened.source, named(opened), Number(opened.asked.offsetDeg)),
  psf: (opened) => lookAtPsf(opened.source, named(opened)),
  bkg: (opened) => lookAtBkg(opened.source, named(opened)),
  hdus: ({ hdus }) => lookAtHdus(hdus),
  rows: ({ source, hdus, asked }) => lookAtRows(source, hdus, Number(asked.hdu)),
};

interface ReleaseRow extends FileChecksums {
  readonly backend: string;
  readonly location: string;
  readonly sizeBytes: number;
  readonly name: string;
}

const RELEASE = `SELECT r.backend, r.location, r.size_bytes::float8 AS "sizeBytes", r.sha256, r.md5, r.adler32, p.name FROM product_release r JOIN product p ON p.id = r.product_id WHERE r.id = $1`;
const KEEP = `INSERT INTO preview (release_id, look, asked, checksum, answer, problem) SELECT id, $2, $3, $4, $5, $6 FROM product_release WHERE id = $1
ON CONFLICT (release_id, look, asked) DO UPDATE SET checksum = excluded.checksum, answer = excluded.answer, problem = excluded.problem, made_at = now()`;
const FORGET = `DELETE FROM preview WHERE release_id = $1 AND look = $2 AND asked IN (SELECT asked FROM preview WHERE release_id = $1 AND look = $2 ORDER BY made_at DESC OFFSET ${KEPT_OF_A_LOOK})`;

/**
 * Makes one look from the bytes of its release, keeps it (or why it can not be made) and calls out that it is there. Who
 * may see it is decided when it is read. The file is read outside of any transaction.
 */
export async function makeLook(order: LookOrder, signal: AbortSignal): Promise<void> {
  const [release] = await withSystemSql("look at a release", (sql) => sql.rows<ReleaseRow>(RELEASE, [order.releaseId]), "debug");
  // It was withdrawn meanwhile: whoever waits finds it gone.
  if (!release) return;
  const made = await attempt(order, release, signal);
  await withSystemSql("keep a look", async (sql) => {
    await sql.run(KEEP, [order.releaseId, order.look, order.asked, checksumOf(release), made.answer, made.problem]);
    await sql.run(FORGET, [order.releaseId, order.look]);
    await sql.rows("SELECT pg_notify($1, $2)", [LOOK_CHANNEL, lookKey(order)]);
  }, "debug");
}

type Made = { readonly answer: string; readonly problem: null } | { readonly answer: null; readonly problem: LookProblem };

async function attempt(order: LookOrder, release: ReleaseRow, ending: AbortSignal): Promise<Made> {
  const late = AbortSignal.timeout(MOST_SEC * 1000);
  try {
    return { answer: JSON.stringify(await read(order, release, AbortSignal.any([ending, late]))), problem: null };
  } catch (error) {
    // The worker ends: the job is another's.
    if (ending.aborted) throw error;
    const known = late.aborted ? new LookTooLong(MOST_SEC) : error instanceof AppError ? error : new LookNotForeseen({ cause: error });
    if (known.status >= 500) log.error({ err: error, look: order.look, releaseId: order.releaseId }, "a look could not be made");
    return { answer: null, problem: { slug: known.slug, status: known.status, message: known.message } };
  }
}

async function read({ look, asked }: LookOrder, { backend, ...file }: ReleaseRow, signal: AbortSignal): Promise<unknown> {
  const make = Object.hasOwn(makers, look) ? makers[look] : undefined;
  if (!make) throw new Error(`there is no look '${look}'`);
  const source = await openLakeSource({ ...file, backend: lakeBackend(backend) }, signal);
  try {
    return await make({ source, hdus: await listHdus(source), asked: JSON.parse(asked) as Opened["asked"], signal });
  } finally {
    await source.close();
  }
}
