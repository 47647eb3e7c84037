import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { refuse } from "./faults.test-support";
import { MixedKeys, searchDids } from "./search.test-support";
import { bytesOf, type FakeDid, type FakeRule, type FakeWorld, rucioDate } from "./world.test-support";

export interface FakeRequest {
  /** Scope and name, or a rule's id, as the path has them. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: unknown;
}

export interface FakeRoute {
  readonly method: string;
  readonly path: RegExp;
  /** The words of PROTOCOLS that its answers follow. */
  readonly follows: readonly string[];
  /** As tests call it. */
  readonly call: string;
  readonly streams: boolean;
  answer(world: FakeWorld, request: FakeRequest, response: ServerResponse): void;
}

const didSchema = z.object({ scope: z.string(), name: z.string() });
const didsSchema = z.object({ dids: z.array(didSchema) });
const replicasSchema = didsSchema.extend({ schemes: z.array(z.string()).optional(), rse_expression: z.string().optional(), all_states: z.boolean().optional(), sort: z.string().optional() });
const ruleSchema = didsSchema.extend({ account: z.string(), copies: z.number(), rse_expression: z.string(), lifetime: z.number().nullish(), grouping: z.string().optional(), activity: z.string().optional(), comment: z.string().optional() });
const newDidsSchema = z.array(didSchema.extend({ type: z.literal("DATASET") }));
const metaSchema = z.object({ meta: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) });
const optionsSchema = z.object({ options: z.object({ lifetime: z.number() }) });
const noDid = "Unknown DID: 404 `DataIdentifierNotFound` on `/dids/{s}/{n}`, its files, meta and rules";

export const routes: readonly FakeRoute[] = [
  {
    method: "GET", path: /^\/dids\/([^/]+)\/dids\/search$/, call: "search", streams: true,
    follows: ["`filters` is a PYTHON literal", "NDJSON: a quoted name per line, or", "No order, no offset, no total", "A JSON-key search ignores `type`", "200 and EMPTY on `/replicas/list` and searches"],
    answer(world, { path: [scope = ""], query }, response) {
      try {
        stream(response, searchDids(world.dids.values(), scope, query));
      } catch (error) {
        if (error instanceof MixedKeys) refuse(response, 409, "InvalidMetadata", error.message);
        else response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
      }
    },
  },
  {
    method: "GET", path: /^\/dids\/([^/]+)\/([^/]+)\/meta$/, call: "meta", streams: false, follows: ["`GET /dids/{s}/{n}/meta?plugin=ALL` (columns only without it)", noDid],
    answer: (world, { path, query }, response) =>
      withDid(world, path, response, (did) => {
        const columns = { scope: did.scope, name: did.name, did_type: did.type, bytes: did.bytes, adler32: did.adler32, md5: did.md5 };
        json(response, 200, query.get("plugin") === "ALL" ? { ...columns, ...did.meta } : columns);
      }),
  },
  {
    method: "POST", path: /^\/dids\/bulkmeta$/, call: "bulkmeta", streams: true, follows: ["bulk `POST /dids/bulkmeta` `{\"dids\":[…],\"plugin\":\"JSON\"}`"],
    answer(world, { body }, response) {
      const found = didsSchema.parse(body).dids.flatMap(({ scope, name }) => world.dids.get(`${scope}:${name}`) ?? []);
      stream(response, found.map(({ scope, name, meta }) => JSON.stringify({ scope, name, ...meta })));
    },
  },
  {
    method: "GET", path: /^\/dids\/([^/]+)\/([^/]+)\/files$/, call: "files", streams: true, follows: ["`GET /dids/{s}/{n}/files` NDJSON `{\"scope\",\"name\",\"bytes\",\"adler32\",…}`", noDid],
    answer: (world, { path }, response) => withDid(world, path, response, (did) => stream(response, world.filesOf(did).map(({ scope, name, bytes, adler32 }) => JSON.stringify({ scope, name, bytes, adler32 })))),
  },
  {
    method: "POST", path: /^\/dids$/, call: "make dataset", streams: false, follows: ["`POST /dids` list of `{\"scope\",\"name\",\"type\":\"DATASET\"}`"],
    answer(world, { body }, response) {
      const wishes = newDidsSchema.parse(body);
      if (wishes.some(({ scope }) => scope !== world.ownScope)) return refuse(response, 401, "AccessDenied", "Account can not add data identifiers to this scope");
      if (wishes.some(({ scope, name }) => world.dids.has(`${scope}:${name}`))) return refuse(response, 409, "DataIdentifierAlreadyExists", "Data Identifier Already Exists.");
      for (const { scope, name, type } of wishes) world.add({ scope, name, type });
      made(response);
    },
  },
  {
    method: "POST", path: /^\/dids\/([^/]+)\/([^/]+)\/dids$/, call: "attach", streams: false, follows: ["attach `POST /dids/{s}/{ds}/dids` `{\"dids\":[…]}`", noDid],
    answer: (world, { path, body }, response) =>
      withDid(world, path, response, ({ content }) => {
        const keys = didsSchema.parse(body).dids.map(({ scope, name }) => `${scope}:${name}`);
        if (keys.some((key) => !world.dids.has(key))) return refuse(response, 404, "DataIdentifierNotFound", "Data identifier not found");
        if (keys.some((key) => content.includes(key))) return refuse(response, 409, "FileAlreadyExists", "A file is attached already.");
        content.push(...keys);
        made(response);
      }),
  },
  {
    method: "POST", path: /^\/dids\/([^/]+)\/([^/]+)\/meta$/, call: "write meta", streams: false, follows: ["write `POST /dids/{s}/{n}/meta` `{\"meta\":{…}}`", noDid],
    answer: (world, { path, body }, response) =>
      withDid(world, path, response, (did) => {
        Object.assign(did.meta, metaSchema.parse(body).meta);
        made(response);
      }),
  },
  {
    method: "GET", path: /^\/dids\/([^/]+)\/([^/]+)\/rules$/, call: "rules of a DID", streams: true, follows: [noDid],
    answer: (world, { path }, response) => withDid(world, path, response, ({ scope, name }) => stream(response, [...world.rules.values()].filter((rule) => rule.scope === scope && rule.name === name).map((rule) => JSON.stringify(rule)))),
  },
  {
    method: "POST", path: /^\/replicas\/list$/, call: "replicas", streams: true,
    follows: ["Replicas: `POST /replicas/list`", "\"pfns\":{url:{\"rse\",\"type\",\"priority\",\"domain\"}}", "in `/replicas/list` 500", "200 and EMPTY on `/replicas/list` and searches"],
    answer(world, { body }, response) {
      const { dids, schemes, rse_expression: site, all_states: all } = replicasSchema.parse(body);
      if (site !== undefined && !world.sites.has(site)) return void response.writeHead(500, { "content-type": "text/plain" }).end("RSE Expression resulted in an empty set.");
      const files = new Map(dids.flatMap(({ scope, name }) => world.dids.get(`${scope}:${name}`) ?? []).flatMap((did) => world.filesOf(did)).map((file) => [`${file.scope}:${file.name}`, file]));
      stream(response, [...files.values()].map((file) => JSON.stringify(replicasOf(file, schemes, site, all ?? false))));
    },
  },
  {
    method: "POST", path: /^\/rules\/$/, call: "make rule", streams: false,
    follows: ["Rules: `POST /rules/` (slash!)", "201 with a JSON list of ids", "Duplicate rule 409 `DuplicateRule`; quota 409 `InsufficientAccountLimit`", "in a rule 409 `InvalidRSEExpression`"],
    answer: (world, { body }, response) => makeRules(world, ruleSchema.parse(body), response),
  },
  {
    method: "GET", path: /^\/rules\/([^/]+)$/, call: "rule", streams: false, follows: ["`GET /rules/{id}`: `state` INJECT, REPLICATING, OK, STUCK, SUSPENDED, WAITING_APPROVAL"],
    answer: (world, { path }, response) => withRule(world, path, response, (rule) => json(response, 200, rule)),
  },
  {
    method: "PUT", path: /^\/rules\/([^/]+)$/, call: "extend rule", streams: false, follows: ["`PUT /rules/{id}` `{\"options\":{\"lifetime\":n}}`"],
    answer: (world, { path, body }, response) =>
      withRule(world, path, response, (rule) => {
        rule.expires_at = endIn(optionsSchema.parse(body).options.lifetime);
        response.writeHead(200).end();
      }),
  },
  {
    method: "DELETE", path: /^\/rules\/([^/]+)$/, call: "end rule", streams: false, follows: ["`DELETE /rules/{id}` needs a body `{}`, only sets it to expire in an hour, and adding the same again meanwhile is 409"],
    answer: (world, { path, body }, response) =>
      withRule(world, path, response, (rule) => {
        if (body === undefined) return refuse(response, 400, "ValueError", "no JSON was given");
        rule.expires_at = endIn(3600);
        response.writeHead(200).end();
      }),
  },
];

function replicasOf(file: FakeDid, schemes: readonly string[] | undefined, site: string | undefined, all: boolean) {
  const there = file.replicas.filter(({ pfn, rse, state }) => (schemes ?? [pfn.split(":")[0]!]).includes(pfn.split(":")[0]!) && (site === undefined || rse === site) && (all || state === "AVAILABLE"));
  return {
    scope: file.scope, name: file.name, bytes: file.bytes, md5: file.md5, adler32: file.adler32,
    pfns: Object.fromEntries(there.map(({ pfn, rse, type, priority }) => [pfn, { rse, type, priority, domain: "wan" }])),
    rses: Object.fromEntries(there.map(({ rse, pfn }) => [rse, [pfn]])),
    states: Object.fromEntries(there.map(({ rse, state }) => [rse, state])),
  };
}

function makeRules(world: FakeWorld, wish: z.infer<typeof ruleSchema>, response: ServerResponse): void {
  if (!world.sites.has(wish.rse_expression)) return refuse(response, 409, "InvalidRSEExpression", "RSE Expression resulted in an empty set.");
  const dids = wish.dids.map(({ scope, name }) => world.dids.get(`${scope}:${name}`));
  if (dids.includes(undefined)) return refuse(response, 404, "DataIdentifierNotFound", "Data identifier is not valid.");
  const files = dids.flatMap((did) => world.filesOf(did!));
  const isThere = (rule: FakeRule) => wish.dids.some(({ scope, name }) => rule.scope === scope && rule.name === name) && rule.account === wish.account && rule.rse_expression === wish.rse_expression && rule.copies === wish.copies;
  if ([...world.rules.values()].some(isThere)) return refuse(response, 409, "DuplicateRule", "A duplicate rule for this account, did, rse_expression, copies already exists.");
  const leftBytes = (world.quota.get(wish.rse_expression) ?? Infinity) - world.usedBytes(wish.account, wish.rse_expression);
  if (leftBytes <= bytesOf(files)) return refuse(response, 409, "InsufficientAccountLimit", "There is not enough quota left to fulfil the operation.");
  const ids = dids.map((did) => {
    const missing = world.filesOf(did!).filter(({ replicas }) => !replicas.some(({ rse, state }) => rse === wish.rse_expression && state === "AVAILABLE")).length;
    const there = world.filesOf(did!).length - missing;
    const rule: FakeRule = {
      id: randomUUID().replaceAll("-", ""), scope: did!.scope, name: did!.name, account: wish.account, rse_expression: wish.rse_expression, copies: wish.copies,
      state: missing > 0 ? "REPLICATING" : "OK", locks_ok_cnt: there, locks_replicating_cnt: missing, locks_stuck_cnt: 0, expires_at: wish.lifetime == null ? null : endIn(wish.lifetime), error: null,
    };
    world.rules.set(rule.id, rule);
    return rule.id;
  });
  json(response, 201, ids);
}

function withDid(world: FakeWorld, [scope, name]: readonly string[], response: ServerResponse, work: (did: FakeDid) => void): void {
  const did = world.dids.get(`${scope}:${name}`);
  if (did) work(did);
  else refuse(response, 404, "DataIdentifierNotFound", `Data identifier '${scope}:${name}' not found`);
}

function withRule(world: FakeWorld, [id]: readonly string[], response: ServerResponse, work: (rule: FakeRule) => void): void {
  const rule = world.rules.get(id ?? "");
  if (rule) work(rule);
  else refuse(response, 404, "RuleNotFound", "No rule with the id found");
}

function endIn(seconds: number): string {
  return rucioDate(new Date(Date.now() + seconds * 1000));
}

/** What Rucio 41 says of what it made or wrote below /dids. Source: its lib/rucio/web/rest/flaskapi/v1/dids.py, `return 'Created', 201`. */
function made(response: ServerResponse): void {
  response.writeHead(201, { "content-type": "text/html; charset=utf-8" }).end("Created");
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function stream(response: ServerResponse, lines: readonly string[]): void {
  response.writeHead(200, { "content-type": "application/x-json-stream" });
  response.end(lines.map((line) => `${line}\n`).join(""));
}
