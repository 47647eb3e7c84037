import type { z } from "zod";
import { observationFilterSchema } from "@/lib/catalogue/schemas";
import type { basketQuerySchema } from "./schemas";

export type BasketQuery = z.infer<typeof basketQuerySchema>;

/** How the search of a basket stands on its row. */
export interface QueryRow {
  readonly query: unknown;
  readonly queryWithIrfs: boolean;
  readonly queryAt: Date | null;
}

export const QUERY_COLUMNS = `query, query_with_irfs AS "queryWithIrfs", query_at AS "queryAt"`;

/** The search that a basket keeps; null when it keeps none. */
export function queryOf({ query, queryWithIrfs, queryAt }: QueryRow): BasketQuery | null {
  return query === null || queryAt === null ? null : { filter: observationFilterSchema.parse(query), withIrfs: queryWithIrfs, at: queryAt.toISOString() };
}

/** $1 basket, $2 filter, $3 with IRFs. What was taken out of an earlier search is forgotten with that. */
export const KEEP_QUERY = "UPDATE basket SET query = $2, query_with_irfs = $3, query_at = now(), passed_over = '{}' WHERE id = $1";

/** $1 basket, $2 observations that were taken out by hand. */
export const PASS_OVER = "UPDATE basket SET passed_over = ARRAY(SELECT DISTINCT x FROM unnest(passed_over || $2::bigint[]) AS x) WHERE id = $1 AND query IS NOT NULL";
