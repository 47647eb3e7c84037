import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fetchRecords } from "./remote";
import { SourceFault } from "./source-fault";

// Answers in the form of zenodo.org/api/records: hits.hits, files[].key and files[].links.self, links.next.
type Answer = { status?: number; body?: unknown; text?: string; headers?: Record<string, string>; hang?: boolean };
let answers: Record<string, Answer>;
let asked: string[];
let url: string;
const server = http.createServer((request, response) => {
  asked.push(request.url!);
  const answer = answers[request.url!];
  if (answer?.hang) return;
  response.writeHead(answer ? (answer.status ?? 200) : 404, { "content-type": "application/json", ...answer?.headers });
  response.end(answer?.text ?? JSON.stringify(answer?.body ?? {}));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [answers, asked] = [{}, []];
});

const signal = () => AbortSignal.timeout(20_000);
const fetchAll = (path = "/records") => fetchRecords(`${url}${path}`, signal());
const codemeta = (name: string) => ({ name, version: "1", supportingData: ["event lists", "point-like IRFs"] });
const zenodo = (id: number, files: string[] = ["codemeta.json"]) => ({
  id, doi: `10.5281/zenodo.${id}`, links: { self_html: `https://zenodo.org/records/${id}` }, metadata: { title: `Record ${id}`, version: "2.0", license: { id: "mit" } },
  files: files.map((key) => ({ key, size: 10, links: { self: `${url}/files/${id}/${key}` } })),
});
const faultOf = (path?: string) => fetchAll(path).then(() => { throw new Error("no fault"); }, (error: unknown) => { if (error instanceof SourceFault) return error.message; throw error; });

describe("a list of records", () => {
  it("of Zenodo is read page by page, with the codemeta.json among each one's files", async () => {
    answers["/records"] = { body: { hits: { hits: [zenodo(1), zenodo(2, ["paper.pdf"])] }, links: { next: `${url}/records?page=2` } } };
    answers["/records?page=2"] = { body: { hits: { hits: [zenodo(3)] }, links: {} } };
    answers["/files/1/codemeta.json"] = { body: codemeta("one") };
    answers["/files/3/codemeta.json"] = { body: { ...codemeta("three"), version: undefined, license: undefined } };
    const { records, unusable } = await fetchAll();
    expect(records).toMatchObject([
      { name: "one", version: "1", repository: "zenodo/10.5281/zenodo.1", page: "https://zenodo.org/records/1", reads: { containments: ["point-like"] } },
      { name: "three", version: "2.0", license: "mit", repository: "zenodo/10.5281/zenodo.3" },
    ]);
    expect(unusable).toEqual(["Record 2: it has no codemeta.json among its files"]);
  });

  it("may be one record of Zenodo, a codemeta.json, a list of such, or a graph", async () => {
    const one = { ...codemeta("plain"), identifier: "10.5281/zenodo.9" };
    answers["/zenodo"] = { body: zenodo(1) };
    answers["/files/1/codemeta.json"] = { body: codemeta("one") };
    answers["/one"] = { body: one };
    answers["/list"] = { body: [one, { ...one, name: "other" }, { name: "not to be started" }, 7] };
    answers["/graph"] = { body: { "@graph": [one] } };
    expect((await fetchAll("/zenodo")).records).toMatchObject([{ name: "one" }]);
    expect((await fetchAll("/one")).records).toMatchObject([{ name: "plain" }]);
    expect((await fetchAll("/graph")).records).toMatchObject([{ name: "plain" }]);
    const { records, unusable } = await fetchAll("/list");
    expect(records.map(({ name }) => name)).toEqual(["plain", "other"]);
    expect(unusable).toEqual([expect.stringContaining("not to be started: it names neither") as string, expect.stringContaining("no JSON object") as string]);
  });

  it("goes on without a record whose codemeta.json is gone, no JSON, or too large", async () => {
    answers["/records"] = { body: { hits: { hits: [zenodo(1), zenodo(2), zenodo(3), zenodo(4)] } } };
    answers["/files/1/codemeta.json"] = { text: "{" };
    answers["/files/3/codemeta.json"] = { text: `{"name":"${"x".repeat(1_100_000)}"}` };
    answers["/files/4/codemeta.json"] = { body: codemeta("four") };
    const { records, unusable } = await fetchAll();
    expect(records.map(({ name }) => name)).toEqual(["four"]);
    expect(unusable).toEqual([expect.stringContaining("is no JSON") as string, expect.stringContaining("answered 404") as string, expect.stringContaining("larger than 1 MB") as string]);
  });
});

describe("a source that fails is never an empty list", () => {
  it("by its status, at the list and at a record", async () => {
    answers["/records"] = { status: 500 };
    expect(await faultOf()).toBe("/records answered 500");
    answers["/records"] = { body: { hits: { hits: [zenodo(1)] } } };
    answers["/files/1/codemeta.json"] = { status: 503 };
    expect(await faultOf()).toBe("/files/1/codemeta.json answered 503");
  });
  it("by an answer that is no JSON, lists nothing, or nothing that can be used", async () => {
    answers["/records"] = { text: "<html>maintenance</html>" };
    expect(await faultOf()).toBe("/records is no JSON");
    answers["/records"] = { body: { hits: { hits: [] } } };
    expect(await faultOf()).toBe("it lists no record that can be used");
    answers["/records"] = { body: [] };
    expect(await faultOf()).toBe("it lists no record that can be used");
    answers["/records"] = { body: { status: 429, message: "Too many requests" } };
    expect(await faultOf()).toMatch(/no record that can be used: a record without a name: it has no name/);
  });
  it("by a size without end", async () => {
    answers["/records"] = { text: `["${"x".repeat(10_100_000)}"]` };
    expect(await faultOf()).toBe("/records is larger than 10 MB");
  });
  it("by nobody answering", async () => {
    await expect(fetchRecords("http://127.0.0.1:9/records", signal())).rejects.toThrow(/127\.0\.0\.1:9 can not be reached/);
  });
  it("and the caller's own end is no fault of it", async () => {
    answers["/records"] = { hang: true };
    const ending = new AbortController();
    const fetching = fetchRecords(`${url}/records`, ending.signal);
    ending.abort(new Error("the worker ends"));
    await expect(fetching).rejects.toThrow("the worker ends");
  });
});

describe("a list sends the portal nowhere else", () => {
  it("by a file's address, by the next page, or by a redirect", async () => {
    const elsewhere = "http://169.254.169.254/latest/meta-data";
    const record = zenodo(1);
    answers["/records"] = { body: { hits: { hits: [{ ...record, files: [{ key: "codemeta.json", links: { self: elsewhere } }] }] } } };
    expect(await faultOf()).toContain("it points at http://169.254.169.254");
    answers["/records"] = { body: { hits: { hits: [] }, links: { next: elsewhere } } };
    expect(await faultOf()).toContain("it points at http://169.254.169.254");
    answers["/records"] = { status: 302, headers: { location: elsewhere } };
    expect(await faultOf()).toContain("it points at http://169.254.169.254");
  });
  it("and a redirect within it is followed, not without end", async () => {
    answers["/records"] = { status: 301, headers: { location: "/new" } };
    answers["/new"] = { body: { ...codemeta("moved"), identifier: "10.5281/zenodo.9" } };
    expect((await fetchAll()).records).toMatchObject([{ name: "moved" }]);
    answers["/new"] = { status: 302, headers: { location: "/new" } };
    expect(await faultOf()).toContain("redirects without end");
  });
});
