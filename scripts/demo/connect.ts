import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { demoSecrets } from "./secrets";

const addressesSchema = z.object({ portalUrl: z.string(), filesUrl: z.string(), issuer: z.string(), hubUrl: z.string().nullable(), postgresPort: z.number().int() });

/**
 * The loader's settings for the demo on a data folder, so that `npm run load` beside a demo needs none by hand.
 * Undefined where there is no demo.
 */
export function demoLoaderEnvironment(dataDir: string): Record<string, string> | undefined {
  const file = path.join(dataDir, "demo.json");
  if (!fs.existsSync(file)) return undefined;
  const { postgresPort } = addressesSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  return {
    AIRSHOWER_MODE: "demo",
    SYSTEM_DATABASE_URL: `postgresql://airshower_system:${demoSecrets(dataDir).system}@127.0.0.1:${postgresPort}/airshower`,
    LAKE_ROOT: path.join(dataDir, "lake"),
  };
}
