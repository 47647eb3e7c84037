import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { listSchema, observationFilterSchema, observationIdSchema, productRoleSchema, wholeListSchema } from "@/lib/catalogue/schemas";

/** A moment, ISO 8601 with its offset. */
const moment = z.iso.datetime({ offset: true });
/** Why something is done; the other side reads it, and so does whoever looks back. */
const reason = z.string().trim().min(3, "say why, in a few words").max(2000);
const accountName = z.string().trim().toLowerCase().min(1).max(255);
/** As the identity service says it, without the leading slash that some put before. */
const groupName = z.string().trim().transform((name) => name.replace(/^\/+/, "")).pipe(z.string().regex(/^[^\s/]+(\/[^\s/]+)*$/, "a group looks like cta/projects/crab").max(255));
const observationIds = z.array(observationIdSchema).min(1).max(10_000);
const page = { limit: numeric((number) => number.int().min(1).max(1000)).prefault(200), cursor: z.string().max(2048).optional() };

/** Any text may stand in a path: one that names nothing is not found. */
export const idParamsSchema = z.object({ id: z.string() });
export const collectionParamsSchema = z.object({ name: z.string() });

/** A person as others of the portal meet them. `name` is the account name; both are null for an account that is gone. */
export const personSchema = z.object({ name: z.string().nullable(), displayName: z.string().nullable() });
export type Person = z.infer<typeof personSchema>;

export const rightsSchema = z.enum(["discover", "read"]);

export const granteeSchema = z.discriminatedUnion("kind", [z.object({ kind: z.literal("person"), name: accountName }), z.object({ kind: z.literal("group"), name: groupName })]);

/** What a grant is to be on. `selection`: a saved one of the giver's own; what is added to it later comes under the grant. */
export const grantScopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("project") }),
  z.object({ kind: z.literal("collection") }),
  z.object({ kind: z.literal("observations"), ids: observationIds }),
  z.object({ kind: z.literal("selection"), id: z.uuid() }),
]);

const right = {
  rights: rightsSchema.describe("'read' holds 'discover'"),
  roles: z.array(productRoleSchema).min(1).optional().describe("READ of products of these roles only; without it, of all"),
};
const rolesNeedRead = { message: "roles narrow the right to read: give rights 'read'", path: ["roles"] };

export const grantBodySchema = z
  .object({ grantee: granteeSchema, scope: grantScopeSchema, ...right, from: moment.optional(), until: moment.optional(), reason })
  .strict()
  .refine((grant) => grant.roles === undefined || grant.rights === "read", rolesNeedRead)
  .refine((grant) => grant.until === undefined || Date.parse(grant.until) > Math.max(Date.now(), grant.from === undefined ? 0 : Date.parse(grant.from)), { message: "lies before the beginning, or is over", path: ["until"] });
export type GrantBody = z.output<typeof grantBodySchema>;

export const grantChangeSchema = z.object({ until: moment.nullable().describe("null: without end"), reason }).strict();
export const revocationSchema = z.object({ reason }).strict();
export const grantPageSchema = z.object(page).strict();

export const grantStateSchema = z.enum(["future", "live", "ended", "revoked"]);

/** A right beyond membership, as those see it whom it concerns. Times ISO 8601 UTC. */
export const grantSchema = z.object({
  id: z.uuid(),
  grantee: z.object({ kind: z.enum(["person", "group"]), name: z.string().nullable(), displayName: z.string().nullable() }),
  scope: z.object({
    kind: z.enum(["project", "collection", "observations", "selection"]),
    id: z.uuid().nullable().describe("of the saved selection"),
    name: z.string().nullable().describe("the project's code, the collection's name, or the saved selection's"),
    observationCount: z.number().int().nullable().describe("of those that the caller sees; null for a collection: all of it, future ones too"),
    ids: z.array(observationIdSchema).nullable().describe("up to 20 observations; null when there are more, and for projects and collections"),
  }),
  rights: rightsSchema,
  roles: z.array(productRoleSchema).nullable(),
  from: z.string(),
  until: z.string().nullable(),
  state: grantStateSchema,
  emergency: z.boolean().describe("opened by two managers together"),
  reason: z.string(),
  givenBy: personSchema,
  givenAt: z.string(),
  revokedAt: z.string().nullable(),
  revokedBy: personSchema.nullable(),
  revokeReason: z.string().nullable(),
  mayChange: z.boolean().describe("the caller may shorten, extend and revoke it"),
});
export type Grant = z.infer<typeof grantSchema>;
export const grantListSchema = listSchema(grantSchema);

export const deputyBodySchema = z.object({ name: accountName }).strict();
export const deputySchema = personSchema.extend({ isMember: z.boolean().describe("false: left the project's group, and acts for it no more"), namedBy: personSchema, namedAt: z.string() });
export type Deputy = z.infer<typeof deputySchema>;
export const deputyListSchema = wholeListSchema(deputySchema);

/** Somebody of a project. `checkedAt`: when the identity service last said which groups they are in; null: never signed in. */
export const teamMemberSchema = personSchema.extend({ isMember: z.boolean(), checkedAt: z.string().nullable() });
export type TeamMember = z.infer<typeof teamMemberSchema>;
export const teamSchema = z.object({
  group: z.string().describe("the IAM group whose members may read the project"),
  pi: teamMemberSchema,
  deputies: z.array(teamMemberSchema),
  members: z.array(teamMemberSchema).describe("who is known to the portal and in the group; others of it are not listed before they sign in"),
});
export type Team = z.infer<typeof teamSchema>;

const selectionName = z.string().trim().min(1).max(200);
const choice = { ids: observationIds.optional(), query: observationFilterSchema.optional().describe("all results of a search"), except: observationIds.optional().describe("with query: ids to leave out") };
const exceptNeedsQuery = { message: "goes with query", path: ["except"] };
export const selectionBodySchema = z
  .object({ name: selectionName, ...choice })
  .strict()
  .refine((body) => (body.ids === undefined) !== (body.query === undefined), { message: "give either ids or query" })
  .refine((body) => body.except === undefined || body.query !== undefined, exceptNeedsQuery);
export type SelectionBody = z.output<typeof selectionBodySchema>;
export const selectionChangeSchema = z
  .object({ name: selectionName.optional(), add: z.object(choice).strict().optional(), remove: observationIds.optional() })
  .strict()
  .refine((body) => body.add === undefined || (body.add.ids === undefined) !== (body.add.query === undefined), { message: "give either ids or query", path: ["add"] })
  .refine((body) => body.add?.except === undefined || body.add.query !== undefined, { ...exceptNeedsQuery, path: ["add", "except"] })
  .refine((body) => body.name !== undefined || body.add !== undefined || body.remove !== undefined, { message: "give name, add or remove" });
export type SelectionChange = z.output<typeof selectionChangeSchema>;

/** A saved selection: observations under a name, and what of them the caller sees now. */
export const selectionSchema = z.object({ id: z.uuid(), name: z.string(), madeAt: z.string(), observationCount: z.number().int(), liveGrantCount: z.number().int().describe("grants on it that are neither over nor revoked") });
export type Selection = z.infer<typeof selectionSchema>;
export const selectionListSchema = wholeListSchema(selectionSchema);
export const selectionDetailSchema = selectionSchema.extend({ ids: z.array(observationIdSchema) });
export type SelectionDetail = z.infer<typeof selectionDetailSchema>;

export const requestKindSchema = z.enum(["access", "extension", "early-release"]);
export const requestStateSchema = z.enum(["open", "granted", "refused", "withdrawn"]);
export const requestBodySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("access"), observationIds: z.array(observationIdSchema).min(1).max(1000), reason }).strict(),
  z.object({ kind: z.literal("extension"), project: z.string().min(1).max(64), wantedAt: moment, reason }).strict(),
  z.object({ kind: z.literal("early-release"), project: z.string().min(1).max(64), wantedAt: moment, reason }).strict(),
]);
export type RequestBody = z.output<typeof requestBodySchema>;
export const requestQuerySchema = z
  .object({
    role: z.enum(["asked", "answer"]).optional().describe("asked: the caller's own; answer: those that the caller may answer, or might have"),
    project: z.string().trim().min(1).max(64).optional(),
    state: requestStateSchema.optional(),
    ...page,
  })
  .strict();
export type RequestQuery = z.output<typeof requestQuerySchema>;
export const requestAnswerSchema = z.discriminatedUnion("state", [
  z
    .object({ state: z.literal("granted"), until: moment.optional().describe("needed for access: when the grant ends"), rights: rightsSchema.optional(), roles: right.roles, answer: z.string().trim().max(2000).default("") })
    .strict()
    .refine((answer) => answer.roles === undefined || answer.rights !== "discover", rolesNeedRead)
    .refine((answer) => answer.until === undefined || Date.parse(answer.until) > Date.now(), { message: "is over already", path: ["until"] }),
  z.object({ state: z.literal("refused"), answer: reason }).strict(),
  z.object({ state: z.literal("withdrawn") }).strict(),
]);
export type RequestAnswer = z.output<typeof requestAnswerSchema>;

/** What somebody asks for, and what became of it. */
export const requestSchema = z.object({
  id: z.uuid(),
  kind: requestKindSchema,
  state: requestStateSchema,
  project: z.string().nullable().describe("null: observations without a project, or one that the caller does not see any more"),
  observationCount: z.number().int().describe("of those asked for that the caller sees"),
  ids: z.array(observationIdSchema).nullable().describe("up to 20; null when there are more, and for dates"),
  askedBy: personSchema,
  askedAt: z.string(),
  reason: z.string(),
  wantedAt: z.string().nullable().describe("the date that an extension or early release asks for"),
  answeredBy: personSchema.nullable(),
  answeredAt: z.string().nullable(),
  answer: z.string().nullable(),
  grantId: z.uuid().nullable(),
  until: z.string().nullable().describe("when the grant given upon it ends"),
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
});
export type AccessRequest = z.infer<typeof requestSchema>;
export const requestListSchema = listSchema(requestSchema);
/** One request per project that was asked about. */
export const requestsMadeSchema = wholeListSchema(requestSchema);

export const noticeQuerySchema = z.object({ unread: z.enum(["true", "false"]).optional(), ...page }).strict();
export type NoticeQuery = z.output<typeof noticeQuerySchema>;
export const noticeChangeSchema = z.object({ read: z.literal(true) }).strict();
export const noticeSchema = z.object({ id: z.uuid(), kind: z.string(), text: z.string(), link: z.string().nullable().describe("a path of the portal"), madeAt: z.string(), readAt: z.string().nullable() });
export type Notice = z.infer<typeof noticeSchema>;
export const noticeListSchema = listSchema(noticeSchema).extend({ unreadCount: z.number().int().describe("up to 1000") });
export type NoticePage = z.infer<typeof noticeListSchema>;
export const noticesReadSchema = z.object({ unreadCount: z.literal(0) });
