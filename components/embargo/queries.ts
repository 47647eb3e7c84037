import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { askApi } from "@/components/api/fetch";
import type { GrantAsked } from "@/components/embargo/grant-body";
import type { grantChangeSchema, requestAnswerSchema, requestBodySchema } from "@/lib/embargo/grants/schemas";

const schemas = () => import("@/lib/embargo/grants/schemas");
const projectPath = (code: string) => `/projects/${encodeURIComponent(code)}`;

/** Below `of(code)` lies all that the portal told of one project's rights: what changes one of them makes the others old. */
export const embargoKeys = {
  of: (code: string) => ["embargo", code],
  grants: (code: string) => ["embargo", code, "grants"],
  team: (code: string) => ["embargo", code, "team"],
  requests: ["requests"],
  requestsOf: (filter: RequestFilter) => ["requests", filter],
  selections: ["selections"],
} as const;

export interface RequestFilter {
  readonly role: "asked" | "answer";
  readonly project?: string;
}

/** The grants on a project, or those of them that one holds. */
export const grantsOptions = (code: string) =>
  queryOptions({ queryKey: embargoKeys.grants(code), queryFn: ({ signal }) => askApi(`${projectPath(code)}/grants`, async () => (await schemas()).grantListSchema, { signal }) });

/** Its PI, deputies and members as the identity service says. */
export const teamOptions = (code: string) =>
  queryOptions({ queryKey: embargoKeys.team(code), queryFn: ({ signal }) => askApi(`${projectPath(code)}/team`, async () => (await schemas()).teamSchema, { signal }) });

export const requestsOptions = (filter: RequestFilter) =>
  queryOptions({
    queryKey: embargoKeys.requestsOf(filter),
    queryFn: ({ signal }) => askApi(`/requests?${new URLSearchParams({ ...filter }).toString()}`, async () => (await schemas()).requestListSchema, { signal }),
    staleTime: 5_000,
  });

/** One's saved selections. */
export const selectionsOptions = () =>
  queryOptions({ queryKey: embargoKeys.selections, queryFn: ({ signal }) => askApi("/selections", async () => (await schemas()).selectionListSchema, { signal }) });

/** Chosen observations, by ids or as all that a search finds. */
export type Choice = { readonly ids: readonly string[] } | { readonly query: Readonly<Record<string, string | undefined>>; readonly except?: readonly string[] };

export const saveSelection = (body: { readonly name: string } & Choice) => askApi("/selections", async () => (await schemas()).selectionDetailSchema, { method: "POST", body });

const grant = async () => (await schemas()).grantSchema;
const request = async () => (await schemas()).requestSchema;

export const giveGrant = (code: string, body: GrantAsked) => askApi(`${projectPath(code)}/grants`, grant, { method: "POST", body });
export const changeGrant = (id: string, body: z.input<typeof grantChangeSchema>) => askApi(`/grants/${id}`, grant, { method: "PATCH", body });
export const revokeGrant = (id: string, reason: string) => askApi(`/grants/${id}`, grant, { method: "DELETE", body: { reason } });

const deputies = (method: "POST" | "DELETE") => (code: string, name: string) => askApi(`${projectPath(code)}/deputies`, async () => (await schemas()).deputyListSchema, { method, body: { name } });
export const nameDeputy = deputies("POST");
export const dropDeputy = deputies("DELETE");

/** Asks for access, or of the managers for another date. One request comes of it per project asked about. */
export const ask = (body: z.input<typeof requestBodySchema>) => askApi("/requests", async () => (await schemas()).requestsMadeSchema, { method: "POST", body });
export const answerRequest = (id: string, body: z.input<typeof requestAnswerSchema>) => askApi(`/requests/${id}`, request, { method: "PATCH", body });
