import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ByteRange } from "../../backend";
import { FileOnTape, LakeFileMissing, LakeLocationInvalid, LakeReadOnly, LakeUnavailable, NoReplica } from "../../errors";
import { RucioBackend } from "./backend";
import { connected, diskReplica, fakeFile, impatient } from "./fake/connected.test-support";
import { FakeRucio } from "./fake/rucio.test-support";
import { FakeStorage, type StorageFault } from "./fake/storage.test-support";
import type { FakeReplica } from "./fake/world.test-support";
import { RucioRefused, RucioUnreachable } from "./faults";
import type { Limits } from "./limits";
import { formatLocation } from "./location";

const rucio = new FakeRucio();
const [first, second] = [new FakeStorage(), new FakeStorage()];
const content = randomBytes(900_000);
const size = content.length;
const path = "/lake/obs 1.fits.gz";
let backend: RucioBackend;
let location: string;
let replicas: FakeReplica[];

beforeAll(() => Promise.all([rucio.start(), first.start(), second.start()]));
afterAll(() => Promise.all([rucio.stop(), first.stop(), second.stop()]));
beforeEach(() => {
  for (const fake of [rucio, first, second]) fake.reset();
  replicas = [diskReplica("A-DISK", encodeURI(first.put(path, content)), 1), diskReplica("B-DISK", encodeURI(second.put(path, content)), 2)];
  register(content);
  backend = new RucioBackend(connected(rucio));
});

function register(bytes: Buffer): void {
  rucio.world.dids.clear();
  const file = rucio.world.add(fakeFile("obs 1.fits.gz", bytes, replicas));
  location = formatLocation({ ...file, sizeBytes: bytes.length });
}

async function read(range?: ByteRange): Promise<Buffer> {
  const opened = await backend.open(location, range);
  expect(opened.sizeBytes).toBe(size);
  return buffer(opened.stream);
}

describe("reading from Rucio", () => {
  it("gives the whole file and ranges of it from the best copy", async () => {
    expect((await read()).equals(content)).toBe(true);
    expect((await read({ start: 5, end: 5 })).equals(content.subarray(5, 6))).toBe(true);
    expect((await read({ start: 1000, end: size - 1 })).equals(content.subarray(1000))).toBe(true);
    expect(first.requests).toEqual([`GET ${path}`, `GET ${path} bytes=5-5`, `GET ${path} bytes=1000-${size - 1}`]);
    expect(second.requests).toEqual([]);
    // Asked once: readers of FITS files want many ranges.
    expect(rucio.count("replicas")).toBe(1);
  });
  it("prefers sites near the portal", async () => {
    backend = new RucioBackend(connected(rucio, { preferredSites: ["B-DISK"] }));
    await read();
    expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
  });
  it("gives an empty file without asking anybody", async () => {
    register(Buffer.alloc(0));
    expect(await buffer((await backend.open(location)).stream)).toHaveLength(0);
    expect(first.requests).toEqual([]);
  });
  it("reads a file of which Rucio keeps no md5 by its adler32", async () => {
    const file = rucio.world.add({ ...fakeFile("obs 1.fits.gz", content, replicas), md5: null });
    location = formatLocation({ ...file, sizeBytes: size });
    expect((await read()).equals(content)).toBe(true);
  });
  it("follows a door to its pool", async () => {
    first.faults.set(path, [{ redirectTo: second.url + encodeURI(path) }]);
    expect((await read()).equals(content)).toBe(true);
    expect(second.requests).toHaveLength(1);
  });
});

const faults: [what: string, fault: StorageFault, limits?: Limits][] = [
  ["refuses", "refuse"], ["has lost it", "gone"], ["is broken", "broken"], ["says nothing", "silent", impatient], ["has another file", "wrong-size"],
  ["breaks off at once", { cutAfterBytes: 1 }], ["breaks off in the middle", { cutAfterBytes: 500_000 }], ["stands still", { stallAfterBytes: 300_000 }, impatient], ["sends in circles", { redirectTo: path }],
];

describe.each(faults)("a storage site that %s", (_, fault, limits) => {
  beforeEach(() => {
    backend = new RucioBackend(connected(rucio, { limits }));
  });
  it("is replaced by the next one, at the very byte", async () => {
    first.always = fault;
    expect((await read()).equals(content)).toBe(true);
    expect((await read({ start: 100, end: 899_000 })).equals(content.subarray(100, 899_001))).toBe(true);
  });
  it("is asked last for a while", async () => {
    first.always = fault;
    await read();
    first.requests.length = 0;
    await read();
    expect(first.requests).toEqual([]);
  });
  it("is told as an error when there is no other", async () => {
    first.always = fault;
    replicas.splice(1);
    register(content);
    await expect(read()).rejects.toThrow();
    expect(first.requests.length).toBeLessThanOrEqual(6);
  });
});

describe("a file that goes on at the next copy", () => {
  it("asks it for the rest only", async () => {
    first.always = { cutAfterBytes: 500_000 };
    await read();
    const [, from] = /bytes=(\d+)-/.exec(second.requests[0]!)!;
    expect(Number(from)).toBeGreaterThan(0);
    expect(Number(from)).toBeLessThanOrEqual(500_000);
    expect(second.requests).toHaveLength(1);
  });
  it("is not taken from a site that gives no ranges", async () => {
    first.always = { cutAfterBytes: 500_000 };
    second.always = "no-ranges";
    await expect(read()).rejects.toMatchObject({ code: "EIO", message: expect.stringMatching(/gives no ranges/) as string });
  });
});

describe("what is damaged", () => {
  it("never arrives as if it were whole, and the next reader gets another copy", async () => {
    first.always = { flipByte: 1234 };
    const arrived: Buffer[] = [];
    const { stream } = await backend.open(location);
    const reading = (async () => {
      for await (const piece of stream) arrived.push(piece as Buffer);
    })();
    // As a disk's own fault: an archive goes on with its next file.
    await expect(reading).rejects.toMatchObject({ code: "EIO", message: expect.stringMatching(/md5/) as string });
    expect(Buffer.concat(arrived).length).toBeLessThan(size);
    expect((await read()).equals(content)).toBe(true);
  });
  it("is found by adler32 too", async () => {
    const file = rucio.world.add({ ...fakeFile("obs 1.fits.gz", content, replicas), md5: null });
    location = formatLocation({ ...file, sizeBytes: size });
    first.always = { flipByte: size - 1 };
    await expect(read()).rejects.toThrow(/adler32/);
  });
  it("is an error before the first byte where it fits into one piece", async () => {
    const small = Buffer.from("small");
    replicas.splice(1);
    first.put(path, small);
    register(small);
    first.always = { flipByte: 0 };
    await expect(backend.open(location)).rejects.toThrow(NoReplica);
  });
});

describe("a file without a copy to read", () => {
  it.each(["COPYING", "UNAVAILABLE", "TEMPORARY_UNAVAILABLE", "BAD", "BEING_DELETED"])("is told, when its only one is %s", async (state) => {
    replicas.splice(1);
    replicas[0]!.state = state;
    register(content);
    await expect(backend.open(location)).rejects.toThrow(NoReplica);
    expect(await backend.exists(location)).toBe(false);
  });
  it("is told to be on tape", async () => {
    replicas.splice(0, 2, { rse: "A-TAPE", pfn: first.url + encodeURI(path), type: "TAPE", priority: 1, state: "AVAILABLE" });
    register(content);
    await expect(backend.open(location)).rejects.toThrow(FileOnTape);
    expect(await backend.exists(location)).toBe(true);
  });
  it("is told when Rucio knows it no more, and read again when it does", async () => {
    rucio.world.dids.clear();
    await expect(backend.open(location)).rejects.toThrow(NoReplica);
    register(content);
    expect((await read()).equals(content)).toBe(true);
  });
  it("is not replaced by another file of its name", async () => {
    rucio.world.add(fakeFile("obs 1.fits.gz", Buffer.from("another"), replicas));
    await expect(backend.open(location)).rejects.toThrow(LakeFileMissing);
  });
  it("is told apart from a Rucio that is away", async () => {
    rucio.fault("replicas", "drop", "drop", "drop");
    await expect(backend.open(location)).rejects.toThrow(RucioUnreachable);
    await expect(backend.exists(location)).resolves.toBe(true);
  });
});

describe("a token for storage", () => {
  const withToken = (token: () => Promise<string>) => new RucioBackend({ ...connected(rucio), storageToken: token });

  it("goes to the door, and never on to where that sends", async () => {
    first.faults.set(path, [{ redirectTo: second.url + encodeURI(path) }]);
    backend = withToken(() => Promise.resolve("for-storage"));
    expect((await read()).equals(content)).toBe(true);
    expect([first.authorizations, second.authorizations]).toEqual([["Bearer for-storage"], [undefined]]);
  });
  it("that can not be had is no fault of a copy", async () => {
    backend = withToken(() => Promise.reject(new RucioRefused("no token")));
    await expect(backend.open(location)).rejects.toThrow(RucioRefused);
    expect(first.requests).toEqual([]);
  });
});

describe("the backend", () => {
  it("closes the connection to storage when the reader goes", async () => {
    first.always = { stallAfterBytes: 300_000 };
    const { stream } = await backend.open(location);
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.destroy();
    await closed;
    await expect.poll(() => first.openCount()).toBe(0);
    expect(second.requests).toEqual([]);
  });
  it("takes a kept connection that storage has closed for what it is", async () => {
    await read();
    first.closeConnections();
    await read();
    expect([first.requests.length, second.requests.length]).toEqual([2, 0]);
  });
  it("takes nothing in, and no location that it did not give", async () => {
    await expect(backend.put()).rejects.toThrow(LakeReadOnly);
    for (const bad of ["", "{}", "sha256/ab/cd", JSON.stringify({ scope: "hess", name: "x", bytes: 1 }), JSON.stringify({ scope: "hess", name: "x", bytes: -1, md5: "0".repeat(32) })]) await expect(backend.open(bad)).rejects.toThrow(LakeLocationInvalid);
  });
  it("says whether Rucio can be used", async () => {
    await backend.health();
    rucio.fault("replicas", "gateway-503");
    await expect(backend.health()).rejects.toThrow(LakeUnavailable);
  });
});
