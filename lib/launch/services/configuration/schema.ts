import { z } from "zod";
import { isPattern } from "../../software/address";
import { CATALOGUE_PREFIX } from "../../software/codemeta";
import { containments } from "../facts";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "small letters, digits and hyphens, 63 at most");
const title = z.string().min(1).max(80);
const address = z.url({ protocol: /^https?$/, error: "an address such as https://hub.example.org" }).transform((url) => url.replace(/\/+$/, ""));
const positive = z.number().positive();
const page = z.enum(["notebooks", "lab/tree"]);

/** Secrets stay out of the file, which can then be kept with other configuration. */
const tokenSource = z.union([z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }), z.strictObject({ file: z.string().startsWith("/") })], {
  error: "where the token is: {env: NAME} names a variable of the environment, {file: /path} a file that holds it; the token itself must not stand here",
});
export type TokenSource = z.infer<typeof tokenSource>;

const dataClass = z.enum(["public", "embargoed"]);
const environmentId = id.refine((text) => !text.startsWith(CATALOGUE_PREFIX), `begins with ${CATALOGUE_PREFIX}, as those of the catalogue do`);
const software = z.array(z.strictObject({ name: z.string().min(1), version: z.coerce.string().min(1) })).default([]);
const irfs = z.array(z.enum(containments)).min(1).default([...containments]);
const optionName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,40}$/);
const options = z.record(optionName, z.string().max(200)).default({});
/** Of software whose record does not say what it reads. */
const assumed = z.array(z.enum(containments)).default([]);
const pattern = (what: string) => z.string().refine(isPattern, `${what}; or the beginning of some up to a / or :, and a * after it`);
const limits = {
  basketBytes: positive.optional(),
  launchesPerPerson: z.number().int().positive().optional(),
  launchesAtOnce: z.number().int().positive().optional(),
  runHours: positive.max(30 * 24).optional(),
  idleMinutes: positive.optional(),
};
const noClimbing = (path: string) => !path.split("/").some((part) => part === "." || part === "..");
/** A storage site that sessions have mounted; see MountedSite. */
const storageSite = z.strictObject({
  site: z.string().min(1),
  pfnPrefix: z.url({ protocol: /^https?$/, error: "what the addresses of the site's files begin with, such as https://webdav.example.org:443/pnfs/hess/ (davs is written https)" }).regex(/\/$/, "it ends with a slash: what follows it is a path below mountPath"),
  mountPath: z.string().regex(/^\/[^\p{Cc}]+$/u, "an absolute path in the sessions, such as /lake/hess").refine(noClimbing, "an absolute path without . and .."),
  dataClass: z.enum(["public", "embargoed"], { error: "public where everybody who has a session reads all that lies there; embargoed only where each person sees there what is theirs" }),
  waitMinutes: z.number().nonnegative().max(24 * 60).default(60),
  tapeWaitMinutes: positive.max(7 * 24 * 60).nullable().default(null),
});
const common = {
  id,
  title,
  url: address,
  dataClass,
  mayInstall: z.boolean(),
  storageSites: z.array(storageSite).default([]),
  notebookPage: page.default("lab/tree"),
};

const jupyterhub = z.strictObject({
  kind: z.literal("jupyterhub"),
  ...common,
  token: tokenSource,
  stageBeforeOpenBytes: z.number().nonnegative().default(5e9),
  limits: z.strictObject(limits).default({}),
  environments: z.array(z.strictObject({ id: environmentId, title, software, irfs, options, dataClass: dataClass.optional() })).min(1),
  catalogue: z.array(z.strictObject({ image: pattern("an image such as registry.example.org/escape/tool:1.3"), option: optionName.default("image"), dataClass: dataClass.default("public"), irfs: assumed })).default([]),
  sizes: z.array(z.strictObject({ id, title, cpus: positive.optional(), memoryBytes: positive.optional(), options })).default([]),
});

const binderhub = z.strictObject({
  kind: z.literal("binderhub"),
  ...common,
  /** For a BinderHub that lets nobody in without one. */
  token: tokenSource.optional(),
  /** Host names at which its sessions are, besides its own and those below it. */
  sessionHosts: z.array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/)).default([]),
  /** Without a word, not even a heartbeat (one comes every 30 s), for so long the connection counts as dead. */
  silentSeconds: positive.default(90),
  limits: z.strictObject({ ...limits, buildMinutes: positive.default(30) }).default({ buildMinutes: 30 }),
  environments: z
    .array(z.strictObject({ id: environmentId, title, software, irfs, dataClass: dataClass.optional(), repository: z.string().regex(/^[a-z]+\/\S+$/, "provider and what it takes, such as gh/gammapy/gammapy-webpage/v1.3") }))
    .min(1),
  catalogue: z.array(z.strictObject({ repository: pattern("a repository such as gh/org/name/v1 or zenodo/10.5281/zenodo.1234"), dataClass: dataClass.default("public"), irfs: assumed })).default([]),
});

/** The file of notebook services, as an operator writes it (deploy/notebook-services.yaml). */
export const servicesFileSchema = z
  .strictObject({ services: z.array(z.discriminatedUnion("kind", [jupyterhub, binderhub])).min(1) })
  .superRefine(({ services }, context) => {
    const twice = (ids: readonly string[], path: (string | number)[]) => {
      for (const [index, one] of ids.entries()) if (ids.indexOf(one) < index) context.addIssue({ code: "custom", path: [...path, index, "id"], message: `${one} is there already; each has an id of its own` });
    };
    twice(services.map((service) => service.id), ["services"]);
    for (const [index, service] of services.entries()) {
      twice(service.environments.map((one) => one.id), ["services", index, "environments"]);
      for (const list of ["environments", "catalogue"] as const) {
        for (const [place, one] of service[list].entries()) {
          if (service.dataClass === "public" && one.dataClass === "embargoed") context.addIssue({ code: "custom", message: `is embargoed, and its service may hold public data only`, path: ["services", index, list, place, "dataClass"] });
        }
      }
      for (const [at, { site, dataClass }] of service.storageSites.entries()) {
        if (service.storageSites.findIndex((one) => one.site === site) < at) context.addIssue({ code: "custom", path: ["services", index, "storageSites", at, "site"], message: `${site} is there already` });
        if (dataClass === "embargoed" && service.dataClass === "public") context.addIssue({ code: "custom", path: ["services", index, "storageSites", at, "dataClass"], message: "embargoed, at a service that may hold public data only" });
      }
      if (service.kind === "jupyterhub") twice(service.sizes.map((one) => one.id), ["services", index, "sizes"]);
    }
  });
export type ServicesFile = z.output<typeof servicesFileSchema>;
export type ConfiguredService = ServicesFile["services"][number];
