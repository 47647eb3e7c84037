import type { Observation } from "@/lib/catalogue/schemas";

/** A table format that can be written row by row. */
export interface TableWriter {
  readonly mediaType: string;
  readonly extension: string;
  head(): string;
  row(observation: Observation): string;
  tail(): string;
}
