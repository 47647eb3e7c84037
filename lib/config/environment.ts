import { productionFaults } from "./production";
import { rucioFaults } from "./rucio";
import { type Environment, type Variable, type VariableName, variables } from "./variables";

/** What each process needs; everything else of the environment may be absent for it. */
const needed = {
  portal: ["PORTAL_URL", "FILES_URL", "PORTAL_SECRET", "DATABASE_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
  files: ["PORTAL_URL", "FILES_URL", "PORTAL_SECRET", "DATABASE_URL", "OIDC_ISSUER", "LAKE_ROOT"],
  worker: ["PORTAL_URL", "FILES_URL", "PORTAL_SECRET", "DATABASE_URL", "SYSTEM_DATABASE_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "LAKE_ROOT"],
  loader: ["SYSTEM_DATABASE_URL", "LAKE_ROOT"],
  harvest: ["SYSTEM_DATABASE_URL", "RUCIO_URL", "RUCIO_ACCOUNT"],
  canary: ["PORTAL_URL", "FILES_URL", "SYSTEM_DATABASE_URL"],
  software: ["DATABASE_URL", "SYSTEM_DATABASE_URL"],
  migration: ["MIGRATE_DATABASE_URL"],
  audit: ["SYSTEM_DATABASE_URL", "PORTAL_SECRET"],
  "audit-upkeep": ["MIGRATE_DATABASE_URL", "PORTAL_SECRET"],
} satisfies Record<string, VariableName[]>;
export type ProcessName = keyof typeof needed;

/** Settings that are wrong, each line with the variable's name, the fault, what it is for, and an example. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigurationError";
  }
}

/** Checks the environment for one process. Throws ConfigurationError naming every fault at once. */
export function checkEnvironment(name: ProcessName, source: NodeJS.ProcessEnv = process.env): Environment {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(variables) as [VariableName, Variable][]) {
    const text = source[key] === "" ? undefined : source[key];
    const isNeeded = (needed[name] as VariableName[]).includes(key);
    if (text === undefined && !isNeeded) {
      const byDefault = variable.schema.safeParse(undefined);
      values[key] = byDefault.success ? byDefault.data : undefined;
      continue;
    }
    const result = variable.schema.safeParse(text);
    if (result.success) values[key] = result.data;
    else faults.push(`${key} ${text === undefined ? "is missing" : `is wrong (${result.error.issues[0]?.message})`}: ${variable.purpose}. Example: ${key}=${variable.example}`);
  }
  if (faults.length === 0) faults.push(...rucioFaults(values as Environment), ...productionFaults(values as Environment, source));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return values as Environment;
}

let checked: Environment | undefined;

/**
 * The environment of this process, checked once. A process calls `checkEnvironment` for its own name when it starts;
 * code deeper down reads settings here, and a missing one that it needs is a fault of configuration, not of the request.
 */
export function environment(): Environment {
  checked ??= checkEnvironment(processName());
  return checked;
}

/** A setting without which the caller can not work. */
export function setting<Name extends VariableName>(name: Name): NonNullable<Environment[Name]> {
  const value = environment()[name];
  if (value === undefined || value === null) {
    throw new ConfigurationError([`${name} is missing: ${variables[name].purpose}. Example: ${name}=${variables[name].example}`]);
  }
  return value as NonNullable<Environment[Name]>;
}

/** Tests set variables per file and read them anew. */
export function forgetEnvironment(): void {
  checked = undefined;
}

function processName(): ProcessName {
  const name = process.env.AIRSHOWER_PROCESS;
  return name !== undefined && name in needed ? (name as ProcessName) : "portal";
}
