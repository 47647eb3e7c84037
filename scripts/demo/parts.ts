import fs from "node:fs";
import path from "node:path";
import { givesMemoryBack } from "../processes/memory";
import type { Part } from "../processes/part";
import { deviceClientId } from "../iam/clients";
import { portalArguments } from "./build";
import { storesFile } from "./data";
import type { DemoDatabase } from "./database";
import type { DemoOptions } from "./options";
import type { Ports } from "./ports";
import type { DemoSecrets } from "./secrets";

/** Everything that the demo's parts are told. */
export interface DemoSetting {
  readonly root: string;
  readonly options: DemoOptions;
  readonly ports: Ports;
  readonly secrets: DemoSecrets;
  readonly database: DemoDatabase;
  /** The hub's address; null without one. */
  readonly hubUrl: string | null;
  /** What the hub's sessions have, e.g. `python 3.11.2, gammapy 1.0`; empty where it is not known. */
  readonly hubSoftware?: string;
}

const loopback = (port: number) => `http://127.0.0.1:${port}`;

/** The environment of the portal and of the processes beside it: what an operator sets by hand in production. */
export function portalEnvironment({ root, options, ports, secrets, database, hubUrl, hubSoftware }: DemoSetting): Record<string, string> {
  return {
    ...inherited(),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    AIRSHOWER_MODE: "demo",
    PORTAL_URL: loopback(ports.portal),
    PORTAL_PORT: String(ports.portal),
    FILES_URL: loopback(ports.files),
    FILES_PORT: String(ports.files),
    PORTAL_SECRET: secrets.portal,
    NEXTAUTH_URL: loopback(ports.portal),
    DATABASE_URL: database.webUrl,
    LAKE_ROOT: path.join(options.dataDir, "lake"),
    OIDC_ISSUER: loopback(ports.iam),
    OIDC_CLIENT_ID: "airshower",
    OIDC_CLIENT_SECRET: secrets.oidcClient,
    OIDC_DEVICE_CLIENT_ID: deviceClientId,
    ADMIN_GROUPS: "cta/embargo-managers",
    SOFTWARE_FOLDER: path.join(root, "deploy/software"),
    BANNER_FILE: path.join(options.dataDir, "banner.json"),
    // Whoever tries it out does not want to wait.
    SAVED_SEARCH_EVERY_SEC: "10",
    ...notebookServices(hubUrl, process.env.HUB_TOKEN ?? secrets.hubToken, hubSoftware ?? ""),
    ...given(process.env.RUCIO_URL ? ["RUCIO_URL", "RUCIO_ACCOUNT", "RUCIO_USERNAME", "RUCIO_PASSWORD"] : []),
  };
}

/** The demo's hub; or the services of a file, which may name that hub with its token from HUB_TOKEN. */
function notebookServices(hubUrl: string | null, hubToken: string, hubSoftware: string): Record<string, string> {
  const file = process.env.NOTEBOOK_SERVICES_FILE;
  if (file) return { NOTEBOOK_SERVICES_FILE: path.resolve(file), HUB_TOKEN: hubToken };
  return hubUrl ? { HUB_URL: hubUrl, HUB_TOKEN: hubToken, HUB_TITLE: "JupyterHub on this machine", HUB_SOFTWARE: hubSoftware } : {};
}

/** Loaders and the worker see all: they alone are given the system role's address. */
export function systemEnvironment(setting: DemoSetting): Record<string, string> {
  return { ...portalEnvironment(setting), SYSTEM_DATABASE_URL: setting.database.systemUrl };
}

export function iamPart(setting: DemoSetting): Part {
  const { ports, secrets, options } = setting;
  return {
    ...script(setting, "iam", "scripts/iam/main.ts"),
    env: {
      ...inherited(),
      AIRSHOWER_MODE: "demo",
      IAM_PORT: String(ports.iam),
      IAM_STATE_DIR: path.join(options.dataDir, "iam"),
      PORTAL_URL: loopback(ports.portal),
      OIDC_CLIENT_ID: "airshower",
      OIDC_CLIENT_SECRET: secrets.oidcClient,
      HUB_URL: loopback(ports.hub),
      HUB_OIDC_CLIENT_SECRET: secrets.hubClient,
    },
    healthUrl: `${loopback(ports.iam)}/healthz`,
  };
}

export function hubPart(setting: DemoSetting, python: string): Part {
  const { root, ports, secrets, options } = setting;
  const hubDir = path.join(options.dataDir, "hub");
  return {
    name: "hub",
    command: python,
    args: ["-m", "jupyterhub", "-f", path.join(root, "deploy/jupyterhub/jupyterhub_config.py")],
    cwd: hubDir,
    env: {
      ...inherited(),
      HUB_DIR: hubDir,
      HUB_PORT: String(ports.hub),
      HUB_INNER_PORT: String(ports.hubInner),
      HUB_PROXY_API_PORT: String(ports.hubProxyApi),
      HUB_PYTHON: python,
      PORTAL_URL: loopback(ports.portal),
      PORTAL_HUB_TOKEN: secrets.hubToken,
      OIDC_ISSUER: loopback(ports.iam),
      OIDC_CLIENT_ID: "jupyterhub",
      OIDC_CLIENT_SECRET: secrets.hubClient,
    },
    logFile: path.join(options.dataDir, "logs/hub.log"),
    healthUrl: `${loopback(ports.hub)}/hub/health`,
  };
}

/** Portal, files process and worker: the product itself, the same for demo and production. */
export function productParts(setting: DemoSetting): Part[] {
  const { root, ports, options } = setting;
  const env = portalEnvironment(setting);
  const portal: Part = {
    name: "portal",
    command: process.execPath,
    args: portalArguments(root, ports.portal),
    cwd: root,
    env: { ...env, AIRSHOWER_PROCESS: "portal" },
    logFile: path.join(options.dataDir, "logs/portal.log"),
    healthUrl: `${loopback(ports.portal)}/healthz`,
  };
  const files: Part = { ...script(setting, "files", "server/files.ts"), env: { ...env, AIRSHOWER_PROCESS: "files" }, healthUrl: `${loopback(ports.files)}/healthz` };
  const worker: Part = { ...script(setting, "worker", "server/worker.ts"), env: { ...givesMemoryBack, ...systemEnvironment(setting), ...reloading(options.dataDir), AIRSHOWER_PROCESS: "worker" } };
  return [portal, files, worker];
}

/** Data that an older demo made have no such file. */
function reloading(dataDir: string): Record<string, string> {
  const file = storesFile(dataDir);
  return fs.existsSync(file) ? { STORES_FILE: file } : {};
}

function script({ root, options }: DemoSetting, name: string, file: string): Omit<Part, "env"> {
  return { name, command: process.execPath, args: ["--import", "tsx", path.join(root, file)], cwd: root, logFile: path.join(options.dataDir, `logs/${name}.log`) };
}

/** What a process needs of its parent's environment; settings of another portal must not leak into the demo. */
function inherited(): Record<string, string> {
  return given(["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TERM", "USER", "NODE_OPTIONS"]);
}

function given(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
