import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";
import { ApiProblem } from "@/components/api/problem";
import type { z } from "zod";
import type { LookMade, LookName } from "@/lib/looks/schemas";

const schemas = () => import("@/lib/looks/schemas");
/** What is being made is asked for again so soon; the portal itself waits for a while first. */
const AGAIN_MS = 500;

export interface LookAsked {
  readonly raDeg?: number;
  readonly decDeg?: number;
  readonly radiusDeg?: number;
  readonly offsetDeg?: number;
}

export const lookKeys = {
  look: (id: string, look: LookName, asked: LookAsked) => ["observation", id, "look", look, asked],
  hdus: (productId: string) => ["product", productId, "hdus"],
  rows: (productId: string, hdu: number) => ["product", productId, "hdus", hdu],
} as const;

/** Of what is wrong with a file nothing changes by asking again. */
const retry = (count: number, error: unknown) => error instanceof ApiProblem && error.status >= 500 && count < 1;
const again = (state: string | undefined) => (state === "making" ? AGAIN_MS : false);

/** One look at an observation; it stays `making` until the worker has made it. */
export const lookOptions = <Name extends LookName>(id: string, look: Name, asked: LookAsked = {}) =>
  queryOptions({
    queryKey: lookKeys.look(id, look, asked),
    queryFn: ({ signal }) => {
      const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
      const asText = query.size > 0 ? `?${query}` : "";
      // The table gives each look its own schema, which the compiler can not follow by a name that varies.
      return askApi(`/observations/${id}/looks/${look}${asText}`, async () => (await schemas()).lookAnswers[look] as unknown as z.ZodType<LookMade<Name>>, { signal });
    },
    retry,
    refetchInterval: ({ state: { data } }) => again(data?.state),
  });

/** What is in a file. */
export const hdusOptions = (productId: string) =>
  queryOptions({
    queryKey: lookKeys.hdus(productId),
    queryFn: ({ signal }) => askApi(`/products/${encodeURIComponent(productId)}/hdus`, async () => (await schemas()).hdusAnswerSchema, { signal }),
    retry,
    refetchInterval: ({ state: { data } }) => again(data?.state),
  });

/** The first rows of one of its tables. */
export const rowsOptions = (productId: string, hdu: number) =>
  queryOptions({
    queryKey: lookKeys.rows(productId, hdu),
    queryFn: ({ signal }) => askApi(`/products/${encodeURIComponent(productId)}/hdus/${hdu}`, async () => (await schemas()).rowsAnswerSchema, { signal }),
    retry,
    refetchInterval: ({ state: { data } }) => again(data?.state),
  });
