import fs from "node:fs";
import path from "node:path";

const GIVEN = path.resolve(import.meta.dirname, "../../deploy/nginx/files.conf");
const PLACES = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"];

/** nginx on this machine; undefined where it is not installed. */
export function findNginx(): string | undefined {
  return PLACES.find((file) => fs.existsSync(file));
}

export interface NginxBeforeFiles {
  /** The port on 127.0.0.1 that it listens on. */
  readonly port: number;
  readonly filesPort: number;
  readonly lakeRoot: string;
  readonly accessLog: string;
}

/** The server that operators are given (deploy/nginx/files.conf), its places changed to those of this machine, without TLS. */
export function serverBeforeFiles({ port, filesPort, lakeRoot, accessLog }: NginxBeforeFiles): string {
  return fs
    .readFileSync(GIVEN, "utf8")
    .replace("127.0.0.1:3001", `127.0.0.1:${filesPort}`)
    .replace("listen 443 ssl", `listen 127.0.0.1:${port}`)
    .replace(/^ *ssl_.*$/gm, "")
    .replace("/SRV/AIRSHOWER/LAKE/", `${lakeRoot}/`)
    .replace("/var/log/nginx/airshower-files.log", accessLog);
}

/** A whole configuration that keeps to one folder. A lake may be its owner's only: as root, nginx's workers stay root too. */
export function nginxConfiguration(folder: string, servers: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `  ${name}_temp_path ${folder}/${name};`).join("\n");
  return `${process.getuid?.() === 0 ? "user root;\n" : ""}daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 512; }
http {
${temporary}
${servers}
}
`;
}

/** Writes the configuration into its folder; returns the arguments with which nginx takes it. */
export function nginxArguments(folder: string, servers: string): string[] {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "nginx.conf");
  fs.writeFileSync(file, nginxConfiguration(folder, servers));
  return ["-c", file, "-p", folder, "-e", path.join(folder, "error.log")];
}
