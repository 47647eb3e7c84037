import fs from "node:fs";
import path from "node:path";
import type { Part } from "../processes/part";
import { type Platform, root } from "./platform";

const NGINX = "/usr/sbin/nginx";

/** A server of one file that the files process is compared with. */
export interface FileServer {
  readonly part: Part;
  readonly url: string;
}

export function plainPipe({ setting }: Platform, file: string, port: number): FileServer {
  const address = `http://127.0.0.1:${port}`;
  const part: Part = {
    name: "plain pipe",
    command: process.execPath,
    args: ["--import", "tsx", path.join(root, "scripts/bench/plain-pipe.ts")],
    cwd: root,
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", PORT: String(port), FILE: file },
    logFile: path.join(setting.options.dataDir, "logs/plain-pipe.log"),
    healthUrl: `${address}/healthz`,
  };
  return { part, url: `${address}/` };
}

/** nginx with sendfile, as one would set it up for files; undefined where it is not installed. */
export function nginx({ setting }: Platform, file: string, port: number): FileServer | undefined {
  if (!fs.existsSync(NGINX)) return undefined;
  const folder = path.join(setting.options.dataDir, "nginx");
  fs.mkdirSync(folder, { recursive: true });
  const configuration = path.join(folder, "nginx.conf");
  fs.writeFileSync(configuration, nginxConfiguration(folder, file, port));
  const address = `http://127.0.0.1:${port}`;
  const part: Part = {
    name: "nginx",
    command: NGINX,
    args: ["-c", configuration, "-p", folder, "-e", path.join(folder, "error.log")],
    cwd: folder,
    env: { PATH: process.env.PATH ?? "" },
    logFile: path.join(setting.options.dataDir, "logs/nginx.log"),
    healthUrl: `${address}/healthz`,
  };
  return { part, url: `${address}/file` };
}

function nginxConfiguration(folder: string, file: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
  // The lake is readable by its owner only: as root, nginx's workers stay root too.
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 64; }
http {
${temporary}
  access_log off;
  sendfile on;
  tcp_nopush on;
  server {
    listen 127.0.0.1:${port};
    location = /healthz { return 200; }
    location = /file { alias ${file}; }
  }
}
`;
}
