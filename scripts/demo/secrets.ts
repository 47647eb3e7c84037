import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

const names = ["superuser", "owner", "web", "system", "portal", "oidcClient", "hubClient", "hubToken"] as const;
const secretsSchema = z.object(Object.fromEntries(names.map((name) => [name, z.string().min(32)])) as Record<(typeof names)[number], z.ZodString>);
export type DemoSecrets = z.infer<typeof secretsSchema>;

/** The demo's passwords and keys: made at the first start, kept in the data folder, readable by its owner only. */
export function demoSecrets(dataDir: string): DemoSecrets {
  const file = path.join(dataDir, "secrets.json");
  if (fs.existsSync(file)) return secretsSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  const made = Object.fromEntries(names.map((name) => [name, randomBytes(32).toString("hex")])) as DemoSecrets;
  fs.writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  return made;
}
