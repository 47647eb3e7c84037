#!/usr/bin/env node
// Stands in for the schema engine that Prisma's command line would download: the same engine, as WASM from npm, over
// @prisma/adapter-pg. Prisma starts it (PRISMA_SCHEMA_ENGINE_BINARY) and talks JSON-RPC over stdin and stdout.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import * as engineGlue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { MigrationAdapterFactory } from "./migration-adapter.mjs";

const args = process.argv.slice(2);
const option = (name) => args.flatMap((arg, i) => (arg === name ? [args[i + 1]] : []));
const log = (level, message, extra) =>
  process.stderr.write(`${JSON.stringify({ level, timestamp: new Date().toISOString(), fields: { message, ...extra }, target: "schema_engine::logger" })}\n`);

globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (message) => log("ERROR", message) };
const engineFolder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
const wasm = fs.readFileSync(path.join(engineFolder, "schema_engine_bg.wasm"));
const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": engineGlue });
engineGlue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

if (args.includes("--version")) {
  console.log(`schema-engine-cli ${engineGlue.version()}`);
  process.exit(0);
}

const url = new URL(JSON.parse(option("--datasource")[0] ?? '{"url":"postgresql://127.0.0.1/none"}').url);
const connection = {
  host: url.hostname,
  port: Number(url.port || 5432),
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
};

if (args.includes("cli")) await answerCli();
else serveRpc();

/** `cli can-connect-to-database` and `cli create-database`: Prisma reads the exit code, and the error's code from stderr. */
async function answerCli() {
  const create = args.includes("create-database");
  const client = new pg.Client(create ? { ...connection, database: "postgres" } : connection);
  try {
    await client.connect();
    if (create) await client.query(`CREATE DATABASE ${client.escapeIdentifier(connection.database)}`);
    process.exit(0);
  } catch (error) {
    process.stderr.write("\n");
    log("ERROR", error.message, { error_code: error.code === "3D000" ? "P1003" : "P1001" });
    process.exit(1);
  }
}

function serveRpc() {
  const factory = bindMigrationAwareSqlAdapterFactory(new MigrationAdapterFactory(connection));
  let engine;
  const call = async ({ method, params }) => {
    engine ??= await engineGlue.SchemaEngine.new({ datamodels: option("--datamodels").map((f) => [f, fs.readFileSync(f, "utf8")]) }, () => {}, factory);
    const name = method === "getDatabaseVersion" ? "version" : method;
    if (typeof engine[name] !== "function") throw new Error(`the WASM schema engine has no ${method}`);
    return (await engine[name](params ?? undefined)) ?? {};
  };
  const answer = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let chain = Promise.resolve();
  readline
    .createInterface({ input: process.stdin })
    .on("line", (line) => {
      const request = JSON.parse(line);
      if (!request.method) return;
      chain = chain
        .then(() => call(request))
        .then(
          (result) => {
            if (request.method === "diff" && result.stdout != null) answer({ id: 1_000_000 + request.id, method: "print", params: { content: result.stdout } });
            answer({ id: request.id, result });
          },
          (error) =>
            answer({
              id: request.id,
              error: { code: 4466, message: "error", data: { is_panic: false, message: error.message ?? String(error), error_code: error.code, meta: error.meta } },
            }),
        );
    })
    .on("close", () => chain.finally(() => process.exit(0)));
}
