import { connect } from "node:net";

export interface Download {
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * Fetches a URL and throws the bytes away, over a bare socket with one buffer: a client that costs little, so that the
 * server is what is measured. `Connection: close` ends the answer.
 */
export function download(address: string, timeoutMs = 60_000): Promise<Download> {
  const url = new URL(address);
  const started = performance.now();
  let received = 0;
  let head = "";
  return new Promise((resolve, reject) => {
    const take = (length: number, buffer: Uint8Array) => {
      if (received === 0) head = Buffer.from(buffer.buffer, buffer.byteOffset, Math.min(length, 2000)).toString("latin1");
      received += length;
      return true;
    };
    const socket = connect({ host: url.hostname, port: Number(url.port), onread: { buffer: Buffer.allocUnsafe(1024 * 1024), callback: take } });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${address} sent nothing for ${timeoutMs / 1000} s`)));
    socket.on("error", reject);
    socket.on("connect", () => socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`));
    socket.on("close", (failed) => {
      if (failed) return;
      const bodyAt = head.indexOf("\r\n\r\n") + 4;
      if (!head.startsWith("HTTP/1.1 200 ")) reject(new Error(`${address} answered ${head.slice(0, 200)}`));
      else resolve({ bytes: received - bodyAt, seconds: (performance.now() - started) / 1000 });
    });
  });
}
