import { spawn, type SpawnOptions } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type PostgresAccount, postgresAccount } from "./account";
import { postgresBinaries } from "./binaries";

export interface PostgresServer {
  readonly pid: number;
  readonly port: number;
  /** True when a server that outlived its parent was found on this folder and kept. */
  readonly reused: boolean;
  /** Fast shutdown: open transactions are rolled back, committed work is safe. */
  stop(): Promise<void>;
}

interface Options {
  readonly dataDir: string;
  readonly port: number;
  readonly superPassword: string;
  /** Further `name=value` settings, for benchmarks and tests. */
  readonly settings?: readonly string[];
}

/** Starts PostgreSQL on a folder of its own, making the cluster at the first start. Listens on 127.0.0.1 only. */
export async function startPostgres({ dataDir, port, superPassword, settings = [] }: Options): Promise<PostgresServer> {
  const running = runningServer(dataDir);
  if (running) {
    if (running.port === port) return { ...running, reused: true, stop: () => stopServer(running.pid) };
    await stopServer(running.pid);
  }
  const account = postgresAccount();
  if (!fs.existsSync(path.join(dataDir, "PG_VERSION"))) await makeCluster(dataDir, superPassword, account);
  const logFile = path.join(path.dirname(dataDir), "postgres.log");
  const log = fs.openSync(logFile, "a");
  const options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=256MB", "max_connections=120", ...settings];
  const child = start(account, postgresBinaries().postgres, ["-D", dataDir, "-p", String(port), ...options.flatMap((o) => ["-c", o])], {
    stdio: ["ignore", log, log],
    detached: true,
  });
  child.unref();
  fs.closeSync(log);
  const pid = child.pid;
  let ended = false;
  child.on("exit", () => (ended = true));
  child.on("error", () => (ended = true));
  // Crash recovery after a kill may take a while; a stale postmaster.pid carries another pid.
  for (let i = 0; i < 3000; i++) {
    const state = readPidFile(dataDir);
    if (!ended && pid !== undefined && state?.pid === pid && state.ready) return { pid, port, reused: false, stop: () => stopServer(pid) };
    if (ended) throw new Error(`PostgreSQL ended while starting on port ${port}. Its last words: ${lastLines(logFile)}`);
    await sleep(20);
  }
  throw new Error(`PostgreSQL was not ready after a minute; see ${logFile}`);
}

async function makeCluster(dataDir: string, superPassword: string, account: PostgresAccount): Promise<void> {
  // A folder without PG_VERSION is one whose making was interrupted: begin again.
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(path.dirname(dataDir), `.postgres-password-${process.pid}`);
  fs.writeFileSync(passwordFile, `${superPassword}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    fs.chownSync(dataDir, account.uid, account.gid);
    fs.chownSync(passwordFile, account.uid, account.gid);
  }
  try {
    const args = ["-D", dataDir, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"];
    await finished(start(account, postgresBinaries().initdb, args, { stdio: ["ignore", "pipe", "pipe"] }));
  } catch (error) {
    fs.rmSync(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

function start(account: PostgresAccount, program: string, args: string[], options: SpawnOptions) {
  const [command = program, ...before] = account.prefix;
  const all = account.prefix.length > 0 ? [...before, program, ...args] : args;
  const env = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" };
  return spawn(command, all, { env, uid: account.uid, gid: account.gid, ...options });
}

function finished(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed: ${output.trim().split("\n").slice(-3).join(" ")}`))));
  });
}

function readPidFile(dataDir: string): { pid: number; port: number; ready: boolean } | undefined {
  try {
    const lines = fs.readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.startsWith("ready") ?? false };
  } catch {
    return undefined;
  }
}

function runningServer(dataDir: string): { pid: number; port: number } | undefined {
  const state = readPidFile(dataDir);
  if (!state?.pid) return undefined;
  try {
    // After a kill -9 the pid may belong to somebody else by now: it is ours only if it is a postgres of this folder.
    const command = fs.readFileSync(`/proc/${state.pid}/cmdline`, "utf8").split("\0");
    return command.includes(dataDir) && command.some((part) => part.endsWith("/postgres")) ? state : undefined;
  } catch {
    return undefined;
  }
}

async function stopServer(pid: number): Promise<void> {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    return;
  }
  for (let i = 0; i < 1500; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

function lastLines(file: string): string {
  return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-3).join(" / ");
}
