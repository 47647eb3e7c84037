import { z } from "zod";

/** One environment variable: how it is checked, what it is for, and an example for the operator who got it wrong. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly purpose: string;
  readonly example: string;
}

const variable = <Schema extends z.ZodType>(schema: Schema, purpose: string, example: string): Variable<Schema> => ({ schema, purpose, example });

/** `https://portal.example.org`, without a trailing slash. */
const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
const seconds = z.coerce.number().int().positive();
const list = z.string().transform((text) => text.split(",").map((part) => part.trim()).filter(Boolean));
/** `python 3.11, gammapy 1.3` as names with their versions. */
const software = z.string().transform((text, context) => {
  const parts = text.split(",").map((part) => /^\s*(\S+)\s+(\S+)\s*$/.exec(part));
  const found = parts.flatMap((part) => (part ? [{ name: part[1]!, version: part[2]! }] : []));
  if (found.length < parts.length) context.addIssue({ code: "custom", message: "each part is a name, a blank and a version" });
  return found;
});

/** Every variable that any of Airshower's processes reads, once. */
export const variables = {
  AIRSHOWER_MODE: variable(z.enum(["production", "demo", "test"]).default("production"), "production refuses insecure settings; demo and test are for one's own machine", "production"),
  PORTAL_URL: variable(origin, "the portal's public address", "https://portal.example.org"),
  PORTAL_PORT: variable(z.coerce.number().int().min(1).max(65535).default(3000), "the port on 127.0.0.1 that the portal listens on", "3000"),
  FILES_URL: variable(origin, "the public address of the files process", "https://files.example.org"),
  FILES_PORT: variable(z.coerce.number().int().min(1).max(65535).default(3001), "the port on 127.0.0.1 that the files process listens on", "3001"),
  FILES_DOWNLOADS_PER_CALLER: variable(z.coerce.number().int().min(1).default(32), "how many downloads one person, or one address of whom nobody knows, may have under way at once", "32"),
  FILES_DOWNLOADS: variable(z.coerce.number().int().min(1).default(1000), "how many downloads one files process carries at once", "1000"),
  FILES_GRACE_SEC: variable(z.coerce.number().int().min(0).default(30), "how long downloads under way may go on after a files process was told to end", "30"),
  NGINX_CARRIES: variable(z.enum(["nothing", "public", "everything"]).default("nothing"), "which files' bytes nginx sends in the files process's place (X-Accel-Redirect, deploy/nginx): none; those that anybody may read; or all, and then a right that ends stops with the next request only", "public"),
  PORTAL_SECRET: variable(z.string().min(32), "the secret from which the keys of cookies, permits and stored tokens are derived", "openssl rand -base64 48"),
  DATABASE_URL: variable(postgresUrl, "the database as the role airshower_web", "postgresql://airshower_web:…@db.example.org/airshower"),
  SYSTEM_DATABASE_URL: variable(postgresUrl, "the database as the role airshower_system, for the loader and the worker", "postgresql://airshower_system:…@db.example.org/airshower"),
  MIGRATE_DATABASE_URL: variable(postgresUrl, "the database as the role airshower_owner, for migrations", "postgresql://airshower_owner:…@db.example.org/airshower"),
  STORES_FILE: variable(z.string().min(1).optional(), "the file that says from where a worker loads a collection again when its managers ask for it (deploy/stores.yaml); without it that is refused", "/etc/airshower/stores.yaml"),
  LAKE_ROOT: variable(z.string().min(1), "the folder of the local data lake", "/srv/airshower/lake"),
  RUCIO_URL: variable(origin.optional(), "the REST server of the data lake's Rucio; without it files come from LAKE_ROOT only", "https://rucio.example.org"),
  RUCIO_AUTH_URL: variable(origin.optional(), "Rucio's authentication server, where it is another one than RUCIO_URL", "https://rucio-auth.example.org"),
  RUCIO_ACCOUNT: variable(z.string().min(1).optional(), "the portal's account at Rucio", "airshower"),
  RUCIO_USERNAME: variable(z.string().min(1).optional(), "the user name by which the portal logs in at Rucio; without it, it does as a client of the identity service", "airshower"),
  RUCIO_PASSWORD: variable(z.string().min(1).optional(), "the password of RUCIO_USERNAME", "as Rucio's operators gave it"),
  RUCIO_OIDC_CLIENT_ID: variable(z.string().min(1).optional(), "the client of the identity service as which the portal asks for tokens for Rucio and storage", "airshower-rucio"),
  RUCIO_OIDC_CLIENT_SECRET: variable(z.string().min(1).optional(), "the secret of RUCIO_OIDC_CLIENT_ID", "as the identity service shows it"),
  RUCIO_OIDC_SCOPE: variable(z.string().min(1).default("openid"), "the scopes of the token for Rucio", "openid"),
  RUCIO_OIDC_AUDIENCE: variable(z.string().min(1).optional(), "the audience of the token for Rucio, as its operators configured it", "rucio"),
  RUCIO_STORAGE_SCOPE: variable(z.string().min(1).optional(), "the scopes of a token for the storage sites; without it they are read without one", "storage.read:/"),
  RUCIO_PREFERRED_SITES: variable(list.default([]), "storage sites near this portal, nearest first, separated by commas, as Rucio names them", "PIC-DISK,DESY-DISK"),
  RUCIO_RULE_SCOPE: variable(z.string().min(1).optional(), "the scope of RUCIO_ACCOUNT in which the portal makes datasets for its rules; without it user.RUCIO_ACCOUNT", "user.airshower"),
  RUCIO_RULE_MAX_DAYS: variable(z.coerce.number().int().min(1).max(366).default(30), "for how many days at most a launch may keep data at a storage site", "30"),
  OIDC_ISSUER: variable(origin, "the identity service's issuer", "https://iam.example.org"),
  OIDC_CLIENT_ID: variable(z.string().min(1), "the portal's client at the identity service", "airshower"),
  OIDC_CLIENT_SECRET: variable(z.string().min(1), "the secret of that client", "as the identity service shows it"),
  OIDC_AUDIENCE: variable(z.string().min(1).optional(), "the audience that access tokens for the API carry; PORTAL_URL without it", "https://portal.example.org"),
  OIDC_SCOPE: variable(z.string().default("openid profile email offline_access wlcg.groups"), "the scopes asked for at login", "openid profile offline_access"),
  OIDC_DEVICE_CLIENT_ID: variable(z.string().min(1).optional(), "the public client with which `airshower login` uses the identity service's device flow; without it that command takes API tokens only", "airshower-cli"),
  GROUPS_RECHECK_SEC: variable(seconds.default(300), "after how long the groups of an open session are asked of the identity service again", "300"),
  GROUPS_GRACE_SEC: variable(seconds.default(3600), "how long the last known groups hold while the identity service is unreachable", "3600"),
  ADMIN_GROUPS: variable(list.default([]), "IAM groups whose members are administrators, separated by commas", "cta/airshower-admins"),
  NOTEBOOK_SERVICES_FILE: variable(z.string().min(1).optional(), "the file that lists the notebook services (deploy/notebook-services.yaml); without it HUB_URL names one hub", "/etc/airshower/notebook-services.yaml"),
  SOFTWARE_FOLDER: variable(z.string().min(1).optional(), "the folder of notebooks and software that people may launch with besides the portal's own, each a folder with a codemeta.json (docs/operations.md)", "/etc/airshower/software"),
  SOFTWARE_URLS: variable(list.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]), "addresses that list more software as codemeta.json records, separated by commas; what of it is offered, the services' file says", "https://zenodo.org/api/communities/escape2020/records?q=codemeta&size=25"),
  SOFTWARE_REFRESH_SEC: variable(seconds.default(21600), "after how long a worker asks SOFTWARE_URLS again", "21600"),
  HUB_URL: variable(origin.optional(), "the JupyterHub's public address; without it launching is off and the page says so", "https://hub.example.org"),
  HUB_TOKEN: variable(z.string().min(32).optional(), "the token of the service 'portal' at the hub", "openssl rand -hex 32"),
  HUB_TITLE: variable(z.string().default("JupyterHub"), "the hub's name as people know it", "Hub at PIC"),
  HUB_DATA_CLASS: variable(z.enum(["public", "embargoed"]).default("embargoed"), "the highest class of data that the hub may hold", "embargoed"),
  HUB_NOTEBOOK_PAGE: variable(z.enum(["notebooks", "lab/tree"]).default("notebooks"), "the page of the hub's servers that opens a notebook: 'notebooks' (classic, Notebook 7) or 'lab/tree' (JupyterLab)", "lab/tree"),
  HUB_SOFTWARE: variable(software.default([]), "the software that the hub's sessions have, shown to those who launch", "python 3.11, gammapy 1.3, astropy 6.1"),
  STAGE_BEFORE_OPEN_BYTES: variable(z.coerce.number().positive().default(5e9), "up to this size a notebook opens with its data staged; above it the first cell stages", "5000000000"),
  BASKET_LIMIT_BYTES: variable(z.coerce.number().positive().default(1e12), "the largest basket that may be staged", "1000000000000"),
  BASKETS_PER_PERSON: variable(z.coerce.number().int().min(1).max(1000).default(50), "how many baskets one person may have", "50"),
  TRUSTED_PROXY_HEADER: variable(z.string().regex(/^[a-z0-9-]+$/i).transform((name) => name.toLowerCase()).optional(), "the header in which your own reverse proxy tells from which address a request comes; failed attempts are then counted per address, and nothing else that a caller sends is believed", "x-forwarded-for"),
  TRUSTED_PROXY_HOPS: variable(z.coerce.number().int().min(1).max(10).default(1), "how many proxies of your own append to that header", "1"),
  METRICS_PORT: variable(z.coerce.number().int().min(1).max(65533).optional(), "the port on 127.0.0.1 at which the portal tells its metrics to Prometheus; the files process has the next one, the worker the one after; off when unset", "9464"),
  AUDIT_SECRET: variable(z.string().min(32).optional(), "the secret whose key signs the audit's chains; PORTAL_SECRET without it. When PORTAL_SECRET changes, set this to what it was", "openssl rand -base64 48"),
  AUDIT_RETENTION_DAYS: variable(z.coerce.number().int().min(1).optional(), "after how many days npm run audit:prune removes entries of the audit; for ever kept without it", "3650"),
  CANARY_EVERY_SEC: variable(z.coerce.number().int().min(0).default(3600), "how often a worker looks from outside for observations that nobody may see; 0 for never", "3600"),
  CANARY_TOKEN: variable(z.string().min(1).optional(), "a token of an account in no group, as which canaries are looked for besides anonymous", "as the portal's settings page shows it once"),
  SMTP_URL: variable(z.url({ protocol: /^smtps?$/ }).optional(), "the mail server that notices go out by, with name and password where it wants them; without it notices stand in the portal only", "smtp://airshower:…@mail.example.org:587"),
  SMTP_FROM: variable(z.email().optional(), "the address that notices come from; needed with SMTP_URL", "no-reply@portal.example.org"),
  SAVED_SEARCH_EVERY_SEC: variable(seconds.default(300), "how often a worker looks whether a watched search finds something new", "300"),
  LOOKS_PER_MINUTE: variable(z.coerce.number().int().min(1).default(120), "how many quick looks that are not kept yet one person, or one address of whom nobody knows, may have made within a minute", "120"),
  SESAME_URL: variable(z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")).optional(), "the CDS name resolver Sesame, asked for target names that the portal's own list does not hold; without it no name leaves the portal", "https://cds.unistra.fr/cgi-bin/nph-sesame"),
  BANNER_FILE: variable(z.string().min(1).optional(), "the file in which `npm run banner` keeps what operators announce on every page; without it nothing is announced", "/etc/airshower/banner.json"),
  LOG_LEVEL: variable(z.enum(["debug", "info", "warn", "error", "silent"]).default("info"), "how much the log says", "info"),
} as const;

export type VariableName = keyof typeof variables;
export type Environment = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]["schema"]> };
