import { readPage, type Page } from "@/lib/catalogue/search";
import { filterSql } from "@/lib/catalogue/filter-sql";
import type { ObservationQuery } from "@/lib/catalogue/schemas";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import type { CursorPosition } from "@/lib/http/cursor";
import { csvWriter } from "./csv";
import type { TableWriter } from "./table-writer";
import { votableWriter } from "./votable";

const ROWS_PER_READ = 1000;

/** A whole search as a file that is written while it is fetched. */
export interface ObservationExport {
  readonly mediaType: string;
  readonly fileName: string;
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * All that a search finds, whatever page was asked for, as CSV or VOTable. It is read part by part as the client takes
 * it, each part under the rights that the viewer then has, so that memory stays flat and no transaction waits for a
 * client. The first part is read before the answer begins: a query that fails says so; later a failure breaks the
 * connection off, since a file that ends early must not look whole.
 */
export async function exportObservations(viewer: Viewer, query: ObservationQuery, format: "csv" | "votable"): Promise<ObservationExport> {
  const writer = format === "csv" ? csvWriter : votableWriter;
  const { sort, limit: _limit, cursor: _cursor, format: _format, ...filter } = query;
  const read = (after: CursorPosition | null) => withViewerSql(viewer, async (sql) => readPage(sql, await filterSql(sql, filter), sort, after, ROWS_PER_READ));
  const text = tableText(writer, await read(null), read);
  return { mediaType: writer.mediaType, fileName: `observations.${writer.extension}`, body: streamOf(text) };
}

async function* tableText(writer: TableWriter, first: Page, read: (after: CursorPosition) => Promise<Page>): AsyncGenerator<string> {
  yield writer.head();
  for (let page = first; ; page = await read(page.end)) {
    yield page.items.map((item) => writer.row(item)).join("");
    if (page.end === null) break;
  }
  yield writer.tail();
}

function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
