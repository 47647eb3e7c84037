import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { forgetEnvironment } from "@/lib/config/environment";
import { openApiDocument } from "./openapi";
import { operations } from "./operations";
import { scopeNeeded, scopesNeeded } from "./scopes";

const folder = path.resolve("app/api/v1");

beforeAll(() => {
  Object.assign(process.env, { AIRSHOWER_MODE: "test", PORTAL_URL: "http://127.0.0.1:1", FILES_URL: "http://127.0.0.1:2", OIDC_ISSUER: "http://127.0.0.1:3", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x", DATABASE_URL: "postgresql://x/y", PORTAL_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz-one" });
  forgetEnvironment();
});

/** Method and path of every handler that a route file exports. */
function routesOf(text: string, file: string): string[] {
  const template = path.relative(folder, path.dirname(file)).split(path.sep).join("/").replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
  const methods = text.matchAll(/^export\s+(?:const|(?:async\s+)?function)\s+(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/gm);
  return [...methods].map(([, method]) => `${method} /${template}`);
}

function routeFiles(): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => path.basename(name) === "route.ts").map((name) => path.join(folder, name));
}

describe("the table of operations", () => {
  it("has each route and method of app/api/v1, and no other", () => {
    const routes = routeFiles().flatMap((file) => routesOf(fs.readFileSync(file, "utf8"), file));
    expect(routes.length).toBeGreaterThan(15);
    expect(Object.keys(operations).sort()).toEqual(routes.sort());
  });
  it("is found wanting when a route has another method", () => {
    expect(routesOf('export const PUT = route({}, async () => json(1));\nexport async function HEAD() {}', path.join(folder, "files/[scope]/[...name]/route.ts"))).toEqual(["PUT /files/{scope}/{name}", "HEAD /files/{scope}/{name}"]);
  });
});

describe("the table of scopes", () => {
  it("has each operation, and no other", () => expect(Object.keys(scopesNeeded).sort()).toEqual(Object.keys(operations).sort()));
  it("is found by the address of each, and by nothing else", () => {
    for (const [operation, needed] of Object.entries(scopesNeeded)) {
      const [method = "", template = ""] = operation.split(" ");
      expect(scopeNeeded(method, `/api/v1${template.replace("{name}", template.startsWith("/files/") ? "r1/a/b.fits" : "x").replace(/\{\w+\}/g, "x%2Fy")}`), operation).toBe(needed);
    }
    for (const path of ["/api/v1/new", "/api/v1/observations/x/secrets", "/api/v1/observations/a/b/c", "/api/v1", "/observations", "/api/v1/Observations", "/api/v1/openapi_json"]) expect(scopeNeeded("GET", path), path).toBe("none");
    expect(scopeNeeded("PUT", "/api/v1/observations")).toBe("none");
    expect(scopeNeeded("HEAD", "/api/v1/observations")).toBe("search");
  });
  it("lets no API token give or take a right, nor make or end tokens", () => {
    const open = Object.entries(scopesNeeded).filter(([, needed]) => needed !== "none").map(([operation]) => operation);
    expect(open.filter((operation) => /grants|deputies|embargo|requests|tokens|audit|notices|selections/.test(operation))).toEqual([]);
    // What a token changes is its owner's own: baskets, what was frozen of them, and launches; a link shows it to others.
    // A load takes in what operators keep, and nothing from the request.
    const changes = open.filter((operation) => !operation.startsWith("GET "));
    expect(changes.filter((operation) => !/ \/(baskets?|launches|irf-matches|manifests|collections\/\{name\}\/loads)\b/.test(operation))).toEqual([]);
    expect(changes.filter((operation) => operation.includes("link"))).toEqual([]);
  });
});

describe("the OpenAPI document", () => {
  const strings = (value: unknown, key: string): string[] =>
    value === null || typeof value !== "object" ? [] : Object.entries(value).flatMap(([name, inner]) => (name === key && typeof inner === "string" ? [inner] : strings(inner, key)));
  it("refers only to schemas that it has, and names each operation once", () => {
    const document = openApiDocument() as { components: { schemas: Record<string, object> } };
    const references = strings(document, "$ref");
    expect(references.length).toBeGreaterThan(40);
    for (const reference of references) expect(Object.keys(document.components.schemas)).toContain(reference.replace("#/components/schemas/", ""));
    const ids = Object.values(operations).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  it("says of a query what the schema checks", () => {
    const document = openApiDocument() as { paths: Record<string, Record<string, { parameters: { name: string; required: boolean; schema: Record<string, unknown> }[] }>> };
    const parameters = document.paths["/observations"]!.get!.parameters;
    expect(parameters.find(({ name }) => name === "raDeg")).toEqual({ name: "raDeg", in: "query", required: false, schema: { type: "number", minimum: 0, exclusiveMaximum: 360 } });
    expect(parameters.find(({ name }) => name === "limit")?.schema).toEqual({ type: "integer", minimum: 1, maximum: 1000, default: 50 });
    expect(document.paths["/observations/{id}"]!.get!.parameters).toEqual([{ name: "id", in: "path", required: true, schema: { type: "string" } }]);
  });
  it("is plain JSON", () => {
    const document = openApiDocument();
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
