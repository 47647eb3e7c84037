import path from "node:path";
import { productParts } from "../demo/parts";
import { findNginx, nginxArguments, serverBeforeFiles } from "../processes/nginx";
import type { Part } from "../processes/part";
import { type Platform, root } from "./platform";

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

/** The ports that nginx takes, and the files process behind it. */
export interface NginxPorts {
  readonly plain: number;
  readonly beforeFiles: number;
  readonly files: number;
}

/**
 * nginx with sendfile, as one would set it up for files, and in the same process as the server before a files process of
 * ours whose public files it carries; undefined where it is not installed.
 */
export function nginx({ setting }: Platform, file: string, ports: NginxPorts): { readonly plain: FileServer; readonly carrying: string; readonly files: Part } | undefined {
  const command = findNginx();
  if (command === undefined) return undefined;
  const { dataDir } = setting.options;
  const folder = path.join(dataDir, "nginx");
  const plain = `  access_log off;
  sendfile on;
  tcp_nopush on;
  server {
    listen 127.0.0.1:${ports.plain};
    location = /healthz { return 200; }
    location = /file { alias ${file}; }
  }
`;
  const before = serverBeforeFiles({ port: ports.beforeFiles, filesPort: ports.files, lakeRoot: path.join(dataDir, "lake"), accessLog: "off" }).replace("access_log off airshower_files", "access_log off");
  const address = `http://127.0.0.1:${ports.plain}`;
  const part: Part = { name: "nginx", command, args: nginxArguments(folder, plain + before), cwd: folder, env: { PATH: process.env.PATH ?? "" }, logFile: path.join(dataDir, "logs/nginx.log"), healthUrl: `${address}/healthz` };
  const [, ours] = productParts(setting);
  const files: Part = { ...ours!, name: "files behind nginx", env: { ...ours!.env, FILES_PORT: String(ports.files), NGINX_CARRIES: "public" }, logFile: path.join(dataDir, "logs/files-behind-nginx.log"), healthUrl: `http://127.0.0.1:${ports.files}/healthz` };
  return { plain: { part, url: `${address}/file` }, carrying: `http://127.0.0.1:${ports.beforeFiles}`, files };
}
