import fs from "node:fs";
import { z } from "zod";
import { productRoleSchema } from "@/lib/catalogue/schemas";
import { BadProjectsFile } from "./errors";

const releaseSchema = z.iso.datetime({ offset: true }).nullable();
const clockSchema = z.object({ from: z.enum(["observation", "delivery", "last-observation"]), months: z.number().int().min(0).max(1200) });

const groupSchema = z.string().min(1).transform((group) => group.replace(/^\//, ""));

export const projectEntrySchema = z
  .object({
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "a project code has letters, digits, '.', '_' and '-'"),
    title: z.string().min(1),
    pi: z.string().min(1).transform((name) => name.toLowerCase()),
    group: groupSchema,
    /** Other codes of the same project; its observations belong to all of them. Left out: what was said before stays. */
    jointWith: z.array(z.string().min(1)).optional(),
    store: z.string().min(1),
    obsIds: z.array(z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)])).transform((ids) => ids.map(String)),
    metaReleaseAt: releaseSchema.optional(),
    dataReleaseAt: releaseSchema.optional(),
    metaClock: clockSchema.optional(),
    dataClock: clockSchema.optional(),
    overrides: z.record(z.string().regex(/^\d+$/), z.object({ metaReleaseAt: releaseSchema.optional(), dataReleaseAt: releaseSchema.optional() })).default({}),
  })
  .refine((p) => (p.metaReleaseAt === undefined) !== (p.metaClock === undefined), { message: "give either metaReleaseAt or metaClock", path: ["metaReleaseAt"] })
  .refine((p) => (p.dataReleaseAt === undefined) !== (p.dataClock === undefined), { message: "give either dataReleaseAt or dataClock", path: ["dataReleaseAt"] });
export type ProjectEntry = z.output<typeof projectEntrySchema>;

const productEntrySchema = z.object({ store: z.string(), role: productRoleSchema, pattern: z.string().min(1) });
export type ProductEntry = z.output<typeof productEntrySchema>;

export const collectionEntrySchema = z.object({
  store: z.string(),
  title: z.string().optional(),
  simulated: z.boolean().default(false),
  sharedIrfsPublic: z.boolean().default(false),
  group: groupSchema.nullable().default(null),
  /** IAM groups whose members manage its embargo. Left out: what was said before stays. */
  managers: z.array(groupSchema).optional(),
});
export type CollectionEntry = z.output<typeof collectionEntrySchema>;

const projectsFileSchema = z.object({
  projects: z.array(projectEntrySchema),
  collections: z.array(collectionEntrySchema).default([]),
  products: z.array(productEntrySchema).default([]),
});

/** What a projects file says of one store. Entries for other stores are left out. */
export interface StoreEntries {
  readonly projects: readonly ProjectEntry[];
  readonly collection: CollectionEntry | null;
  readonly products: readonly ProductEntry[];
}

/**
 * Reads a projects file: which observation belongs to which project, when each opens, and where logs, provenance and
 * terms lie. `store` is the collection's name.
 *
 * @throws BadProjectsFile naming the file and the entry.
 */
export function readProjectsFile(file: string, store: string): StoreEntries {
  const parsed = projectsFileSchema.safeParse(parseJson(file));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new BadProjectsFile(`${file}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const entries = {
    projects: parsed.data.projects.filter((each) => each.store === store),
    collection: parsed.data.collections.find((each) => each.store === store) ?? null,
    products: parsed.data.products.filter((each) => each.store === store),
  };
  refuseTwice(file, entries.projects);
  return entries;
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new BadProjectsFile(`${file} can not be read (${(error as NodeJS.ErrnoException).code}): give the projects file with --projects`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadProjectsFile(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function refuseTwice(file: string, projects: readonly ProjectEntry[]): void {
  const owner = new Map<string, string>();
  const codes = new Set<string>();
  for (const project of projects) {
    if (codes.has(project.code)) throw new BadProjectsFile(`${file}: the project ${project.code} is there twice for store ${project.store}`);
    codes.add(project.code);
    for (const obsId of project.obsIds) {
      const before = owner.get(obsId);
      if (before !== undefined) throw new BadProjectsFile(`${file}: observation ${obsId} is given to both ${before} and ${project.code}`);
      owner.set(obsId, project.code);
    }
  }
}
