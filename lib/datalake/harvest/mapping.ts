import fs from "node:fs";
import { z } from "zod";
import { collectionEntrySchema, type ProjectEntry, projectEntrySchema } from "@/lib/catalogue/load/projects-file";
import { productRoleSchema } from "@/lib/catalogue/schemas";
import { hduTypes } from "@/lib/gadf/hdu-index";
import { BadMapping } from "./errors";
import { gadfColumns, neededColumns } from "./gadf-columns";

const keySchema = z.string().min(1);
const regexSchema = z.string().min(1).transform((text, context) => {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});
const didSchema = z.string().transform((text, context) => {
  const [, scope, name] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  if (scope !== undefined && name !== undefined) return { scope, name };
  context.addIssue({ code: "custom", message: `'${text}' is no scope:name` });
  return z.NEVER;
});

/** Where an observation belongs: by values of its metadata (all of them), or by what its files are attached to. */
const sourceSchema = z
  .strictObject({
    metadata: z.record(keySchema, z.union([z.string(), z.number(), z.boolean()])).refine((pairs) => Object.keys(pairs).length > 0, "name a key at least").optional(),
    did: didSchema.optional(),
  })
  .refine(({ metadata, did }) => (metadata === undefined) !== (did === undefined), "give either metadata or did");
export type ProjectSource = z.output<typeof sourceSchema>;

const fileRuleSchema = z.strictObject({
  /** A regular expression; the first rule that fits a name counts. */
  name: regexSchema,
  role: productRoleSchema,
  /** Which HDUs of the hdu-index such a file holds. */
  hdus: z.array(z.strictObject({ type: z.enum(hduTypes), class: z.string().min(1), name: z.string().min(1) })).default([]),
  /** The metadata key that names its observation, or a list of them; that of OBS_ID without it. */
  observations: keySchema.optional(),
});
export type FileRule = z.output<typeof fileRuleSchema>;

const columnsSchema = z.partialRecord(z.enum(gadfColumns as [string, ...string[]]), keySchema).refine((columns) => neededColumns.every((name) => columns[name] !== undefined), `${neededColumns.join(", ")} are needed`);

const mappingSchema = z.strictObject({
  collection: z.looseObject({ name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "a collection's name has small letters, digits, '.', '_' and '-'") }),
  observations: z.strictObject({
    /** Which DIDs carry the metadata of an observation: its event file, or a dataset of its files. */
    of: z.enum(["file", "dataset"]),
    /** GADF's columns, each with the metadata key that holds its value, in GADF's units. */
    columns: columnsSchema,
    /** Keywords that hold for all: MJDREFI, MJDREFF, TIMESYS, TELESCOP, … */
    header: z.record(z.string().regex(/^[A-Z0-9_-]{1,8}$/), z.union([z.string(), z.number()])).refine((cards) => typeof cards.MJDREFI === "number", "MJDREFI is needed: times count from it"),
  }),
  files: z.array(fileRuleSchema).min(1).refine((rules) => rules.some(({ role }) => role === "event-list"), "one rule at least is for event lists"),
  projects: z.array(z.looseObject({ code: z.string(), from: z.array(sourceSchema).min(1) })),
});

export interface HarvestMapping extends Omit<z.output<typeof mappingSchema>, "collection" | "projects"> {
  readonly collection: { readonly name: string } & z.output<typeof collectionEntrySchema>;
  readonly projects: readonly { readonly entry: ProjectEntry; readonly from: readonly ProjectSource[] }[];
}

/**
 * Reads a mapping file: how a scope's metadata and files become observations and products, and which group's project
 * each belongs to. Projects and the collection are as in a projects file.
 *
 * @throws BadMapping naming the file and the place in it.
 */
export function readMapping(file: string): HarvestMapping {
  const { collection, projects, ...rest } = parse(file, [], mappingSchema, readJson(file));
  const { name, ...described } = collection;
  const entries = projects.map(({ from, ...entry }, i) => ({ from, entry: parse(file, ["projects", i], projectEntrySchema, { ...entry, store: name, obsIds: [] }) }));
  const twice = entries.find(({ entry }, i) => entries.findIndex((each) => each.entry.code === entry.code) < i);
  if (twice) throw new BadMapping(`${file}: the project ${twice.entry.code} is there twice`);
  return { ...rest, collection: { name, ...parse(file, ["collection"], collectionEntrySchema, { ...described, store: name }) }, projects: entries };
}

function parse<Schema extends z.ZodType>(file: string, place: readonly (string | number)[], schema: Schema, value: unknown): z.output<Schema> {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const issue = found.error.issues[0];
  throw new BadMapping(`${file}: ${[...place, ...(issue?.path ?? [])].join(".")}: ${issue?.message}`);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new BadMapping(`${file} can not be read (${(error as NodeJS.ErrnoException).code}): give the mapping file with --mapping`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadMapping(`${file} is not JSON: ${(error as Error).message}`);
  }
}
