import fs from "node:fs";
import { ConfigurationError, environment } from "@/lib/config/environment";
import { BinderHub } from "../binderhub";
import type { ServiceFacts, ServiceLimits } from "../facts";
import { JupyterHub } from "../jupyterhub";
import type { NotebookService } from "../service";
import { readServicesFile } from "./read-file";
import type { ConfiguredService, TokenSource } from "./schema";

/** A hub's token opens every user's session. */
const SHORTEST_TOKEN = 32;

/**
 * The services that a file names, in its order.
 *
 * @throws ConfigurationError with every fault: of the file, of the tokens that it points at, and what production refuses
 */
export function servicesFromFile(file: string): readonly NotebookService[] {
  const { services } = readServicesFile(file);
  const faults = services.flatMap((service) => [...tokenFaults(file, service), ...productionFaults(file, service)]);
  if (faults.length > 0) throw new ConfigurationError(faults);
  return services.map((service) => serviceOf(service));
}

function serviceOf(service: ConfiguredService): NotebookService {
  const limits = limitsOf(service);
  const facts = { id: service.id, title: service.title, dataClass: service.dataClass, mayInstall: service.mayInstall, storageSites: service.storageSites, limits };
  const { url, notebookPage } = service;
  if (service.kind === "jupyterhub") {
    const { stageBeforeOpenBytes, environments, sizes } = service;
    const itsFacts: ServiceFacts = {
      ...facts,
      stageBeforeOpenBytes,
      environments: environments.map((one) => ({ ...one, repository: null, record: null, dataClass: one.dataClass ?? service.dataClass })),
      softwareRules: service.catalogue.map(({ image, ...rule }) => ({ ...rule, pattern: image })),
      sizes: sizes.map((size) => ({ ...size, cpus: size.cpus ?? null, memoryBytes: size.memoryBytes ?? null })),
    };
    return new JupyterHub({ ...itsFacts, url, notebookPage, token: tokenAt(service.token)! });
  }
  const { sessionHosts, silentSeconds, environments } = service;
  const itsFacts: ServiceFacts = { ...facts, stageBeforeOpenBytes: 0, environments: environments.map((one) => ({ ...one, options: {}, record: null, dataClass: one.dataClass ?? service.dataClass })), softwareRules: service.catalogue.map(({ repository, ...rule }) => ({ ...rule, pattern: repository, option: null })), sizes: [] };
  return new BinderHub({ ...itsFacts, url, notebookPage, token: service.token ? tokenAt(service.token) : null, sessionHosts, silentLimitMs: silentSeconds * 1000, buildLimitMs: service.limits.buildMinutes * 60_000 });
}

function limitsOf({ limits: { basketBytes, launchesPerPerson, launchesAtOnce, runHours, idleMinutes } }: ConfiguredService): ServiceLimits {
  return { basketBytes: basketBytes ?? null, launchesPerPerson: launchesPerPerson ?? null, launchesAtOnce: launchesAtOnce ?? null, runHours: runHours ?? null, idleMinutes: idleMinutes ?? null };
}

function tokenFaults(file: string, service: ConfiguredService): string[] {
  if (service.token === undefined) return [];
  const where = "env" in service.token ? `the variable ${service.token.env}` : service.token.file;
  const token = tokenAt(service.token);
  if (token === null || token === "") return [`${file}: ${service.id}: its token is looked for in ${where}, and is not there. Put it there for the portal and the worker.`];
  if (service.kind === "jupyterhub" && token.length < SHORTEST_TOKEN) return [`${file}: ${service.id}: its token in ${where} is shorter than ${SHORTEST_TOKEN} characters. Make one with openssl rand -hex 32.`];
  return [];
}

function tokenAt(source: TokenSource): string | null {
  if ("env" in source) return process.env[source.env] ?? null;
  try {
    return fs.readFileSync(source.file, "utf8").trim();
  } catch {
    return null;
  }
}

/** As lib/config/production.ts refuses it of HUB_URL. */
function productionFaults(file: string, { id, url }: ConfiguredService): string[] {
  const { AIRSHOWER_MODE, PORTAL_URL } = environment();
  if (AIRSHOWER_MODE !== "production") return [];
  const faults: string[] = [];
  if (!url.startsWith("https://")) faults.push(`${file}: ${id}: its url is ${url}: in production it must be https, or tickets and tokens travel in the clear.`);
  if (PORTAL_URL !== undefined && new URL(PORTAL_URL).hostname === new URL(url).hostname) {
    faults.push(`${file}: ${id}: its url has the portal's host name: notebooks run people's code, and on one host name it could act with the portal's cookies. Give the service a host name of its own.`);
  }
  return faults;
}
