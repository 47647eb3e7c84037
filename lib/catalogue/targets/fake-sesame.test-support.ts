import http from "node:http";
import type { AddressInfo } from "node:net";

/** What the fake does with a name, faults included. */
export type SesameAnswer = { readonly xml: string } | "hang" | "endless" | "break" | "unavailable" | "elsewhere" | "page";

/** `<Resolver>` as CDS writes it; the blanks in names are CDS's own. */
export const resolver = (database: string, name: string, raDeg: number, decDeg: number, aliases: readonly string[] = []) => `
  <Resolver name="${database}"><!--Q1-->
    <INFO>from cache</INFO>
    <otype>G</otype>
    <jpos>00:42:44.33 +41:16:07.5</jpos>
    <jradeg>${raDeg}</jradeg>
    <jdedeg>${decDeg}</jdedeg>
    <oname>${name}</oname>
    ${aliases.map((alias) => `<alias>${alias}</alias>`).join("\n    ")}
  </Resolver>`;
export const sesameXml = (name: string, inside: string) => `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<Sesame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://cds.unistra.fr/xml/sesame_4x.xsd">
<Target option="SNV">
  <name>${name}</name>${inside}
</Target>
</Sesame>
<!--- ====Done (2026-Nov-29,14:30:00z)==== -->`;

/** CDS Sesame on loopback: knows what it is told, and says of the rest that nothing was found. */
export class FakeSesame {
  readonly asked: string[] = [];
  /** Questions whose asker went away before the answer. */
  givenUp = 0;
  readonly answers = new Map<string, SesameAnswer>();
  readonly #server = http.createServer((request, response) => this.#answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/cgi-bin/nph-sesame`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const [path, query = ""] = (request.url ?? "").split("?");
    if (path !== "/cgi-bin/nph-sesame/-oxI/SNV") return void response.writeHead(404).end();
    const name = decodeURIComponent(query);
    this.asked.push(name);
    response.on("close", () => void (response.writableFinished || (this.givenUp += 1)));
    const answer = this.answers.get(name) ?? { xml: sesameXml(name, `\n  <Resolver name="S=Simbad (via client/server)"><INFO>*** nothing found ***</INFO></Resolver>`) };
    if (answer === "hang") return;
    if (answer === "unavailable") return void response.writeHead(503).end("too busy");
    if (answer === "elsewhere") return void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end();
    if (answer === "break") return void response.writeHead(200, { "content-length": "1000" }).write("<Sesame>", () => response.destroy());
    if (answer === "page") return void response.writeHead(200, { "content-type": "text/html" }).end("<html><body><h1>Maintenance</h1></body></html>");
    if (answer === "endless") return this.#pour(response);
    response.writeHead(200, { "content-type": "text/xml" }).end(answer.xml);
  }

  #pour(response: http.ServerResponse): void {
    response.writeHead(200, { "content-type": "text/xml" });
    const more = () => {
      while (!response.destroyed && response.write(" ".repeat(16_384)));
    };
    response.on("drain", more);
    more();
  }
}
