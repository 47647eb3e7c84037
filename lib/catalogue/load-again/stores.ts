import path from "node:path";
import { z } from "zod";
import { environment } from "@/lib/config/environment";
import { readSettingsFile } from "@/lib/config/settings-file";

const absolute = z.string().refine((text) => path.isAbsolute(text), "an absolute path");
const storesFileSchema = z
  .strictObject({
    stores: z.array(
      z.strictObject({
        collection: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "a collection's name: small letters, digits, '.', '_' and '-'"),
        store: absolute,
        projects: absolute.optional(),
      }),
    ),
  })
  .superRefine(({ stores }, context) => {
    for (const [index, { collection }] of stores.entries()) {
      if (stores.findIndex((other) => other.collection === collection) < index) context.addIssue({ code: "custom", path: ["stores", index, "collection"], message: `${collection} is there already` });
    }
  });
export type ConfiguredStore = z.output<typeof storesFileSchema>["stores"][number];

/**
 * From where collections may be loaded again at their managers' word: what STORES_FILE lists, none without it. Read anew
 * each time, so that operators need not start a worker again.
 *
 * @throws ConfigurationError
 */
export function configuredStores(): readonly ConfiguredStore[] {
  const { STORES_FILE } = environment();
  return STORES_FILE === undefined ? [] : readSettingsFile(STORES_FILE, { variable: "STORES_FILE", example: "deploy/stores.yaml", schema: storesFileSchema }).stores;
}
