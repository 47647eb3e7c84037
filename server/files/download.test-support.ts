import http from "node:http";

/** A reader of one file, as fast or as slow as a test wants, that notes when its last byte came. */
export class Download {
  status = 0;
  receivedBytes = 0;
  lastByteAtMs = 0;
  /** Whether it ended in the middle. */
  isCut = false;
  readonly ended: Promise<void>;
  #request: http.ClientRequest | undefined;

  /** @param bytesPerSec slower than what comes: the connection fills up behind it */
  constructor(url: string, options: { headers?: Record<string, string>; bytesPerSec?: number } = {}) {
    this.ended = new Promise((resolve) => {
      this.#request = http.get(url, { headers: options.headers ?? {}, agent: false }, (response) => {
        this.status = response.statusCode ?? 0;
        response.on("data", (piece: Buffer) => {
          this.receivedBytes += piece.length;
          this.lastByteAtMs = performance.now();
          if (options.bytesPerSec === undefined) return;
          response.pause();
          setTimeout(() => response.resume(), (1000 * piece.length) / options.bytesPerSec);
        });
        response.on("close", () => {
          this.isCut = !response.complete;
          resolve();
        });
        response.on("error", () => undefined);
      });
      this.#request.on("error", () => {
        this.isCut = true;
        resolve();
      });
    });
  }

  /** Resolves when so many bytes have come. */
  async reached(bytes: number): Promise<void> {
    const giveUpAtMs = performance.now() + 15_000;
    while (this.receivedBytes < bytes) {
      if (performance.now() > giveUpAtMs || this.isCut) throw new Error(`${this.receivedBytes} of ${bytes} bytes came (status ${this.status})`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  stop(): void {
    this.#request?.destroy();
  }
}
