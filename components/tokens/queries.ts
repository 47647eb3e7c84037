import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { askApi, tellApi } from "@/components/api/fetch";
import type { apiTokenBodySchema } from "@/lib/auth/api-tokens/schemas";

const schemas = () => import("@/lib/auth/api-tokens/schemas");

export const tokenKeys = { list: ["tokens"] } as const;

/** One's API tokens, newest first. */
export const tokensOptions = () => queryOptions({ queryKey: tokenKeys.list, queryFn: ({ signal }) => askApi("/tokens", async () => (await schemas()).apiTokenListSchema, { signal }), staleTime: 5_000 });

/** What the API takes to make one. */
export type TokenAsked = z.input<typeof apiTokenBodySchema>;

export const makeToken = (body: TokenAsked) => askApi("/tokens", async () => (await schemas()).apiTokenMadeSchema, { method: "POST", body });
export const revokeToken = (id: string) => tellApi(`/tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
