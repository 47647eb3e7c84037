import { createHash } from "node:crypto";
import { z } from "zod";
import { imageIn, repositoryIn, zenodoRepository } from "./address";
import { readsOf } from "./reads";
import { RecordUnusable, type SoftwareRecord } from "./record";

/**
 * The terms of CodeMeta that are read here. JSON-LD lets each be a text, an object with a name, or a list of either, and
 * records use all of it; anything may stand in the terms that are not read.
 * Source: https://codemeta.github.io/terms (CodeMeta 2.0 and 3.0 have these alike).
 */
const anything = z.unknown().optional();
const codemetaSchema = z.looseObject({
  name: anything, version: anything, softwareVersion: anything, license: anything, description: anything, url: anything,
  identifier: anything, codeRepository: anything, relatedLink: anything, installUrl: anything, downloadUrl: anything,
  runtimePlatform: anything, softwareRequirements: anything, supportingData: anything,
});

/** What is known of a record from where it was found, for what it does not say itself. */
export interface FoundWith {
  readonly doi?: string;
  readonly version?: string;
  readonly license?: string;
  readonly page?: string;
}

const MOST_TEXTS = 50;
const DEEPEST = 3;

/**
 * A `codemeta.json` as an entry of the catalogue.
 *
 * @throws RecordUnusable
 */
export function softwareOf(json: unknown, found: FoundWith = {}): SoftwareRecord {
  const parsed = codemetaSchema.safeParse(json);
  if (!parsed.success) throw new RecordUnusable("it is no JSON object, as a codemeta.json is");
  const its = parsed.data;
  const name = line(texts(its.name)[0], 120);
  if (name === null) throw new RecordUnusable("it has no name");
  const links = [its.installUrl, its.relatedLink, its.downloadUrl, its.runtimePlatform].flatMap((value) => texts(value));
  // The place where it was found knows its version; a record may name the DOI of all versions.
  const doi = [...(found.doi === undefined ? [] : [found.doi]), ...texts(its.identifier)];
  const version = line(texts(its.version)[0] ?? texts(its.softwareVersion)[0] ?? found.version, 60);
  const repository = first(links, repositoryIn) ?? first(doi, zenodoRepository);
  const image = first(links, imageIn);
  return {
    id: idOf(name, version, repository, image),
    name,
    version,
    license: line((texts(its.license)[0] ?? found.license)?.replace(/^https?:\/\/spdx\.org\/licenses\/(.+?)(\.html)?$/, "$1"), 80),
    description: line(texts(its.description)[0], 400),
    page: first([found.page ?? "", ...texts(its.url), ...texts(its.codeRepository)], webPage),
    repository,
    image,
    reads: readsOf(texts(its.supportingData)),
    requires: texts(its.softwareRequirements).flatMap((text) => line(text, 120) ?? []).slice(0, 20),
  };
}

/** Every text of a JSON-LD value; of an object its name, else its address. What lies deeper than records have it is left alone. */
function texts(value: unknown, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  if (typeof value === "string") return value.trim() === "" ? [] : [value.trim()];
  if (typeof value === "number") return [String(value)];
  if (Array.isArray(value)) return value.slice(0, MOST_TEXTS).flatMap((each) => texts(each, depth + 1));
  if (typeof value !== "object" || value === null) return [];
  const { name, url, identifier, "@id": id, "@value": literal, version } = value as Record<string, unknown>;
  const [named] = texts(name ?? literal ?? url ?? id ?? identifier, depth + 1);
  const [its] = texts(version, depth + 1);
  return named === undefined ? [] : [its === undefined ? named : `${named} ${its}`];
}

/** One line without control characters; null for nothing. Longer ones are cut. */
function line(text: string | undefined, longest: number): string | null {
  const clean = text?.replace(/<[^>]*>/g, " ").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim() ?? "";
  if (clean === "") return null;
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}

function first(candidates: readonly string[], read: (text: string) => string | null): string | null {
  for (const candidate of candidates) {
    const value = read(candidate);
    if (value !== null) return value;
  }
  return null;
}

/** Only what a browser opens as a page: a record is not ours, and its link stands on our page. */
function webPage(text: string): string | null {
  return /^https?:\/\/[^\s"'<>\\]{1,500}$/.test(text) && URL.canParse(text) ? new URL(text).href : null;
}

function idOf(...[name, version, repository, image]: readonly [string, string | null, string | null, string | null]): string {
  const slug = name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 36) || "software";
  const digest = createHash("sha256").update(JSON.stringify([name, version, repository, image])).digest("hex");
  return `${CATALOGUE_PREFIX}${slug}-${digest.slice(0, 10)}`;
}

/** No environment that operators write down begins so. */
export const CATALOGUE_PREFIX = "catalogue-";
