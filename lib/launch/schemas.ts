import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { manifestFileSchema, manifestProblemSchema, manifestSchema } from "@/lib/basket/schemas";
import { irfKindSchema } from "@/lib/catalogue/schemas";

export const launchStates = ["requested", "staging", "starting", "ready", "failed", "stopping", "ended"] as const;
export const launchStateSchema = z.enum(launchStates);
export type LaunchState = z.infer<typeof launchStateSchema>;

export const launchProblemSchema = z.object({ slug: z.string(), title: z.string(), detail: z.string(), nextStep: z.string().nullable() });
export type LaunchProblem = z.infer<typeof launchProblemSchema>;

export const launchProgressSchema = z.object({
  filesDone: z.number().int(),
  filesTotal: z.number().int(),
  bytesDone: z.number(),
  bytesTotal: z.number(),
  currentPath: z.string().nullable(),
});

/** How far a launch's data have been brought to a storage site that its service mounts. */
export const launchAvailabilitySchema = z.object({
  site: z.string().describe("as the data lake names it"),
  state: z
    .enum(["asking", "bringing", "ready", "stuck", "waiting", "full", "away", "ended"])
    .describe("waiting: somebody at the site has to agree; full: the portal's share there is used up; away: the data lake does not answer"),
  readyFiles: z.number().int(),
  totalFiles: z.number().int(),
  onTapeFiles: z.number().int().describe("files that had no copy on disk anywhere when it was asked"),
  expectedSec: z.number().nullable().describe("how long those on tape usually take, by the estimate of the site's operators"),
  reason: z.string().nullable().describe("the data lake's words on what is stuck"),
  until: z.string().nullable().describe("when the data may go from there"),
});
export type LaunchAvailability = z.infer<typeof launchAvailabilitySchema>;

export const launchSchema = z.object({
  id: z.uuid(),
  state: launchStateSchema,
  service: z.string(),
  environment: z.string().nullable(),
  size: z.string().nullable(),
  observationCount: z.number().int(),
  totalBytes: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  until: z.string().nullable(),
  lastActiveAt: z.string().nullable().describe("when its service last saw something done in the notebook"),
  hasLog: z.boolean().describe("whether GET /launches/{id}/log has what the service said while it built"),
  url: z.string().nullable(),
  progress: launchProgressSchema.nullable(),
  availability: launchAvailabilitySchema.nullable().describe("null where nothing is brought to a storage site"),
  waitsForData: z.boolean().describe("whether it begins only when its data are there, or its service's time for that is over"),
  problem: launchProblemSchema.nullable(),
});
export type Launch = z.infer<typeof launchSchema>;

/** One line of a launch's story; `GET /launches/{id}/events` streams them as `data:` of server-sent events, id = `seq`. */
export const launchEventSchema = z.object({
  seq: z.number().int(),
  at: z.string(),
  state: launchStateSchema,
  message: z.string(),
  progress: launchProgressSchema.nullable(),
  availability: launchAvailabilitySchema.nullable(),
});
export type LaunchEvent = z.infer<typeof launchEventSchema>;

/** The query of `GET /launches`. */
export const launchPageSchema = z.object({
  limit: numeric((number) => number.int().min(1).max(200)).prefault(50),
  cursor: z.string().max(512).optional(),
});
export type LaunchPage = z.output<typeof launchPageSchema>;

/** The body of `PATCH /launches/{id}`. */
export const launchChangeSchema = z
  .object({
    until: z.iso.datetime().nullable().optional().describe("a new end; null for none, where the service has no longest time. Data at a storage site are kept as long, within the portal's limit"),
    waitForData: z.literal(false).optional().describe("begin now: what is not at the storage site yet is downloaded"),
  })
  .refine(({ until, waitForData }) => until !== undefined || waitForData !== undefined, "until or waitForData");
export type LaunchChange = z.infer<typeof launchChangeSchema>;

/** The query of `GET /launches/{id}/events`: `after` stands in for the header Last-Event-ID, which wins. */
export const launchEventsQuerySchema = z.object({ after: numeric((number) => number.int().min(0)).prefault(0) });

export const launchRequestSchema = z.object({
  service: z.string().min(1).max(64),
  environment: z.string().max(64).optional(),
  size: z.string().max(64).optional(),
  until: z.iso.datetime().optional(),
  analysis: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/).default("spectrum").describe("the notebook to begin with, and what the plan's problems are worked out for: an id of GET /analyses"),
  acceptProblems: z.boolean().default(false).describe("launch although the plan names something that the analysis lacks"),
  basketRevision: z.number().int().optional().describe("409 basket-changed when the basket is not at this revision"),
  manifestId: z.uuid().optional().describe("in place of the current basket: a manifest of one's own or a shared one, as far as it may be read"),
  since: z.uuid().optional().describe("an earlier manifest of one's own: only what it did not hold"),
});
export type LaunchRequest = z.infer<typeof launchRequestSchema>;

const lacksSchema = z.object({ slug: z.string(), detail: z.string() }).nullable().describe("why it can not take this basket; null where it can");

export const launchPlanSchema = z.object({
  service: z.string(),
  basketRevision: z.number().int(),
  observationCount: z.number().int(),
  fileCount: z.number().int(),
  totalBytes: z.number(),
  sites: z.array(z.object({ name: z.string(), fileCount: z.number().int(), bytes: z.number() })),
  expectedSec: z.number().nullable(),
  problems: z.array(manifestProblemSchema),
  blocked: z.boolean(),
  acceptable: z.boolean().describe("whether acceptProblems helps: a basket that a place may not hold is refused whatever one accepts"),
  places: z
    .array(z.object({ service: z.string(), lacks: lacksSchema }))
    .describe("every service, as it stands to this basket"),
  environments: z.array(z.object({ service: z.string(), id: z.string(), lacks: lacksSchema })).describe("every environment, as it stands to this basket"),
  analyses: z.array(z.object({ id: z.string(), lacks: lacksSchema })).describe("every notebook, as it stands to this basket"),
});
export type LaunchPlan = z.infer<typeof launchPlanSchema>;

export const notebookServiceSchema = z.object({
  id: z.string(),
  kind: z.enum(["jupyterhub", "binderhub"]),
  title: z.string(),
  available: z.boolean(),
  reason: z.string().nullable().describe("why it is not available, and what to do"),
  dataClass: z.enum(["public", "embargoed"]).describe("highest class of data it may hold"),
  mayInstall: z.boolean().describe("whether people may install software in its sessions"),
  storageSites: z.array(z.string()).describe("storage sites that its sessions have mounted"),
  dataDays: z.number().int().nullable().describe("for how many days at most data are kept at such a site for a launch; null where it has none"),
  stageBeforeOpenBytes: z.number(),
  limits: z.object({
    basketBytes: z.number().nullable(),
    launchesPerPerson: z.number().int().nullable(),
    launchesAtOnce: z.number().int().nullable().describe("of all people; launches above it wait in line"),
    runHours: z.number().nullable(),
    idleMinutes: z.number().nullable().describe("after so long without anything done in it a notebook is stopped"),
  }),
  sizes: z.array(z.object({ id: z.string(), title: z.string(), cpus: z.number().nullable(), memoryBytes: z.number().nullable() })),
  atTheEnd: z.string().describe("what becomes of files when a launch ends there"),
});
export const environmentSchema = z.object({
  id: z.string(),
  title: z.string(),
  service: z.string(),
  software: z.array(z.object({ name: z.string(), version: z.string() })),
  irfs: z.array(z.enum(["full-enclosure", "point-like"])).describe("the kinds of IRFs that its analyses can use"),
  repository: z.string().nullable().describe("at a BinderHub: what is built, as provider/spec"),
  image: z.string().nullable().describe("at a JupyterHub: the container image, where the catalogue names one"),
  dataClass: z.enum(["public", "embargoed"]).describe("highest class of data it may hold"),
  version: z.string().nullable(),
  license: z.string().nullable().describe("SPDX identifier where its record gives one"),
  description: z.string().nullable(),
  page: z.string().nullable().describe("where one reads more of it"),
  fromCatalogue: z.boolean().describe("whether it comes from a record of the catalogue; else the operators wrote it down"),
});
export const environmentListSchema = z.object({
  items: z.array(environmentSchema),
  sources: z
    .array(z.object({ name: z.string(), asOf: z.string().nullable(), current: z.boolean() }))
    .describe("the places whose records are in the catalogue; asOf: of when the copy is, null before the first; current: whether the last attempt to fetch it went well"),
});
export type EnvironmentList = z.infer<typeof environmentListSchema>;
/** A notebook that one can launch with. */
export const analysisSchema = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string().nullable(),
  license: z.string().nullable(),
  description: z.string().nullable(),
  page: z.string().nullable(),
  requires: z.array(z.string()).describe("software that its environment must have"),
  irfs: z.array(z.enum(["full-enclosure", "point-like"])).describe("the kinds of IRFs that it can use"),
  irfKinds: z.array(irfKindSchema).describe("IRFs that it can not do without"),
});

export const redeemRequestSchema = z.object({ ticket: z.string().min(20).max(128), key: z.string().min(20).max(128) });
/** What a session gets for its ticket. The token opens the manifest's files while the launch lives, and nothing else. */
export const redeemResponseSchema = z.object({
  token: z.string(),
  expiresAt: z.string(),
  launchId: z.uuid(),
  filesUrl: z.string(),
  manifest: manifestSchema.extend({
    files: z.array(manifestFileSchema.extend({ mountedPath: z.string().optional().describe("where the file lies in this session already: link it, if its size is right") })),
  }),
});
export type Redeemed = z.infer<typeof redeemResponseSchema>;

export const stagingProgressSchema = z.object({
  launchId: z.uuid(),
  phase: z.enum(["fetching", "verified", "failed", "starting"]),
  filesDone: z.number().int().min(0),
  filesTotal: z.number().int().min(0),
  bytesDone: z.number().min(0),
  bytesTotal: z.number().min(0),
  currentPath: z.string().max(1024).optional(),
  problem: z.object({ slug: z.string().max(64), detail: z.string().max(2000), path: z.string().max(1024).optional() }).optional(),
});
export type StagingProgress = z.infer<typeof stagingProgressSchema>;
