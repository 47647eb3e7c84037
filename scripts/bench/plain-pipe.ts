import fs from "node:fs";
import { createServer } from "node:http";

// What the files process is measured against: a server that pipes one file and asks nobody. Settings: PORT, FILE.

const file = process.env.FILE ?? "";
const READ_BYTES = 1024 * 1024;

createServer((request, response) => {
  if (request.url === "/healthz") return void response.end("ok\n");
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": fs.statSync(file).size });
  fs.createReadStream(file, { highWaterMark: READ_BYTES }).pipe(response);
}).listen(Number(process.env.PORT), "127.0.0.1");
