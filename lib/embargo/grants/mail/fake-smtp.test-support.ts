import { once } from "node:events";
import net from "node:net";

export interface Received {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Where in a letter's way the server does something else than it should. */
type Step = "greeting" | "rcpt" | "data" | "content";
type Fault = { readonly at: Step; readonly reply: string } | { readonly at: Step; readonly silent: true } | { readonly at: Step; readonly cut: true };

/** A mail server that speaks SMTP over TCP, with faults on demand. `received` is what it took and confirmed, or took and kept to itself. */
export class FakeSmtp {
  readonly received: Received[] = [];
  readonly #faults: Fault[] = [];
  readonly #sockets = new Set<net.Socket>();
  #server = net.createServer((socket) => this.#listenTo(socket));
  #port = 0;
  connections = 0;

  async start(port = 0): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as net.AddressInfo).port;
  }

  /** Nobody listens at the address any more. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
    this.#server = net.createServer((socket) => this.#listenTo(socket));
  }

  startAgain(): Promise<void> {
    return this.start(this.#port);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** The next connection meets this fault. */
  failNext(fault: Fault): void {
    this.#faults.push(fault);
  }

  reset(): void {
    this.received.length = 0;
    this.#faults.length = 0;
    this.connections = 0;
  }

  /** A connection that one of the two cut is over, and no fault of the test's. */
  #listenTo(socket: net.Socket): void {
    this.#talk(socket).catch(() => socket.destroy());
  }

  async #talk(socket: net.Socket): Promise<void> {
    this.connections++;
    this.#sockets.add(socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined));
    const fault = this.#faults.shift();
    /** True when the talk ends, or stands still, here. */
    const meets = (step: Step): boolean => {
      if (fault?.at !== step) return false;
      if ("cut" in fault) socket.destroy();
      if ("reply" in fault) socket.write(`${fault.reply}\r\n`);
      return true;
    };
    if (meets("greeting")) return;
    socket.write("220 fake.test ESMTP\r\n");
    let [from, to, content] = ["", "", null as string | null];
    let rest = "";
    for await (const chunk of socket.setEncoding("utf8")) {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (content !== null && line === ".") {
          this.received.push({ from, to, text: content });
          content = null;
          if (meets("content")) continue;
          socket.write("250 taken\r\n");
        } else if (content !== null) content += `${line.replace(/^\./, "")}\n`;
        else if (/^(EHLO|HELO|RSET|NOOP)/i.test(line)) socket.write("250 fake.test\r\n");
        else if (/^MAIL FROM:<(.*)>/i.test(line)) [from] = [/<(.*)>/.exec(line)![1]!, socket.write("250 ok\r\n")];
        else if (/^RCPT TO:<(.*)>/i.test(line)) {
          to = /<(.*)>/.exec(line)![1]!;
          if (!meets("rcpt")) socket.write("250 ok\r\n");
        } else if (/^DATA/i.test(line)) {
          if (meets("data")) continue;
          content = "";
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else socket.write("502 what\r\n");
      }
    }
  }
}
