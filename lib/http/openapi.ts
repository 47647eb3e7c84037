import { z } from "zod";
import type { ScopeNeeded } from "@/lib/auth/api-tokens/scopes";
import { setting } from "@/lib/config/environment";
import { answers } from "./answers";
import { type Operation, operations } from "./operations";
import { scopesNeeded } from "./scopes";

type Json = Record<string, unknown>;

/** What can go wrong with every request of its kind: RFC 9457 documents, told apart by `type`. */
const reasons: Readonly<Record<number, string>> = {
  400: "The request is not as the API asks",
  401: "Not signed in, or what was presented no longer holds",
  403: "Not open to the caller",
  404: "Does not exist, or is not visible to the caller",
  409: "Something changed meanwhile, or stands in the way",
  412: "The basket is not at the revision of If-Match",
  413: "More than the portal takes at once",
  422: "The file has faults, which are named",
  429: "Too many attempts from there have failed, or too much was asked for; Retry-After says how long to wait",
  503: "A part that the answer needs is away; try again",
};

/** The API's description, OpenAPI 3.1, made from the very schemas that check requests and answers. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = route.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = describe(path, operation, scopesNeeded[route] ?? "none");
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Airshower",
      version: "1",
      summary: "DL3 data and instrument responses of gamma-ray observatories, from search to notebook",
      description: "JSON in camelCase with units in names; times are MJD in UTC, positions degrees ICRS. What is hidden from the caller and what does not exist are one.",
    },
    servers: [{ url: `${setting("PORTAL_URL")}/api/v1` }],
    paths,
    components: { schemas: namedSchemas(), securitySchemes },
  };
}

const securitySchemes = {
  session: { type: "apiKey", in: "cookie", name: "the portal's session cookie", description: "Set by signing in; writes need Origin as well" },
  bearer: { type: "http", scheme: "bearer", description: "An access token of the identity service" },
  apiToken: { type: "http", scheme: "bearer", description: "An API token of the portal (Settings, API tokens); the scope that a route asks of it stands beside it" },
  stagingToken: { type: "http", scheme: "bearer", description: "What a launch's ticket was redeemed for" },
};

const security: Record<Operation["caller"], Json[]> = {
  anyone: [{}, { session: [] }, { bearer: [] }],
  "signed-in": [{ session: [] }, { bearer: [] }],
  ticket: [],
  "staging-token": [{ stagingToken: [] }],
};

function describe(path: string, operation: Operation, scope: ScopeNeeded): Json {
  const { id, summary, caller, body, bodyMediaType } = operation;
  const parameters = [...pathParameters(path), ...queryParameters(operation.query), ...(operation.takesIfMatch ? [ifMatch] : [])];
  return {
    operationId: id,
    summary,
    security: [...security[caller], ...(scope === "none" ? [] : [{ apiToken: scope === "any" ? [] : [scope] }])],
    ...(parameters.length > 0 && { parameters }),
    ...(bodyMediaType && { requestBody: { required: true, content: { [bodyMediaType]: { schema: { type: "string" } } } } }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: requestSchema(body) } } } }),
    responses: responses(operation),
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

const ifMatch: Json = { name: "If-Match", in: "header", required: false, description: "The basket's ETag; 412 when it changed meanwhile", schema: { type: "string" } };

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = requestSchema(query) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({ name, in: "query", required: required.includes(name), ...(description !== undefined && { description }), schema }));
}

function responses({ status, answer, mediaTypes = [], caller, query, body, problems = [] }: Operation): Json {
  const json = answer ? { "application/json": { schema: { $ref: `#/components/schemas/${answer}` } } } : {};
  const others = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
  const content = { ...json, ...others };
  const failures = new Set([...(query || body ? [400] : []), 401, ...(caller === "signed-in" ? [403] : []), ...problems, 429, 503]);
  const problem = { content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };
  return {
    [status]: { description: status === 307 ? "Where the bytes are, for a minute" : "As asked", ...(Object.keys(content).length > 0 && { content }) },
    ...Object.fromEntries([...failures].sort().map((code) => [code, { description: reasons[code], ...problem }])),
  };
}

function requestSchema(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}

/** Named once, and referred to by name from each other. Answers may grow members: a client must not refuse what it does not know. */
function namedSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema]));
}
