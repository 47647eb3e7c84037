import fs from "node:fs";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ConfigurationError } from "./environment";

/** A file that a variable names; `example` is the one in `deploy/` to begin with. */
export interface SettingsFile<Schema extends z.ZodType> {
  readonly variable: string;
  readonly example: string;
  readonly schema: Schema;
}

/**
 * Reads a file of settings, YAML or JSON (which is YAML).
 *
 * @throws ConfigurationError with every fault, each with its line and its place in the file
 */
export function readSettingsFile<Schema extends z.ZodType>(file: string, { variable, example, schema }: SettingsFile<Schema>): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file, variable, example), { lineCounter: lines, prettyErrors: true, uniqueKeys: true });
  if (document.errors.length > 0) throw new ConfigurationError(document.errors.map((error) => `${file} is no YAML or JSON: ${error.message.split("\n")[0]}`));
  const found = schema.safeParse(document.toJS({ maxAliasCount: 20 }));
  if (found.success) return found.data;
  throw new ConfigurationError(found.error.issues.flatMap((issue) => sentences(file, issue, document, lines)));
}

function textOf(file: string, variable: string, example: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigurationError([`${variable} names ${file}, which can not be read (${(error as NodeJS.ErrnoException).code}). Name a file that this process may read; ${example} is one to begin with.`]);
  }
}

function sentences(file: string, issue: z.core.$ZodIssue, document: Document, lines: LineCounter): string[] {
  const path = issue.path as (string | number)[];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => sentence(file, [...path, key], "there is no such setting here", document, lines));
  return [sentence(file, path, issue.message, document, lines)];
}

function sentence(file: string, path: readonly (string | number)[], message: string, document: Document, lines: LineCounter): string {
  return `${file}, line ${lineOf(path, document, lines)}: ${placeOf(path, document)}: ${message}`;
}

/** `services[1] (binder-pic).limits.runHours` */
function placeOf(path: readonly (string | number)[], document: Document): string {
  return path.reduce<string>((place, part, index) => {
    if (typeof part === "string") return place === "" ? part : `${place}.${part}`;
    const id = document.getIn([...path.slice(0, index + 1), "id"]);
    return `${place}[${part}]${typeof id === "string" ? ` (${id})` : ""}`;
  }, "") || "the file";
}

/** Of the thing itself; where it is missing, of what it is missing in. */
function lineOf(path: readonly (string | number)[], document: Document, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
