import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { RucioAnswerCut, RucioAnswerOdd } from "./faults";
import { readLines } from "./ndjson";

const schema = z.object({ name: z.string() });

async function read(...pieces: (string | Buffer)[]): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readLines(Readable.from(pieces.map((piece) => Buffer.from(piece))), schema, "the list")) names.push(name);
  return names;
}

describe("lines of JSON", () => {
  it("are read however they are cut into pieces", async () => {
    const bytes = Buffer.from('{"name":"α"}\n{"name":"b"}\n\n{"name":"🔭"}\n');
    for (let size = 1; size <= bytes.length; size++) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
      expect(await read(...pieces)).toEqual(["α", "b", "🔭"]);
    }
  });
  it("may be none, and the last may lack its end", async () => {
    expect(await read()).toEqual([]);
    expect(await read('{"name":"a"}\n{"name":"b"}')).toEqual(["a", "b"]);
  });
  it("that are cut are an error, not a shorter list", async () => {
    await expect(read('{"name":"a"}\n{"na')).rejects.toThrow(RucioAnswerCut);
    await expect(read('{"name":"a"}\n', Buffer.from("🔭").subarray(0, 2))).rejects.toThrow(RucioAnswerCut);
  });
  it("that are none, or say something else, are named", async () => {
    await expect(read('{"name":"a"}\n<html>\n')).rejects.toThrow(/line 2 of the list is no JSON/);
    await expect(read('{"name":"a"}\n{"name":7}\n')).rejects.toThrow(/line 2 of the list: name/);
    await expect(read(Buffer.from([0x22, 0xff, 0x22, 0x0a]))).rejects.toThrow(RucioAnswerOdd);
  });
  it("that do not end are not collected for ever", async () => {
    await expect(read(...Array.from({ length: 50 }, () => "x".repeat(100_000)))).rejects.toThrow(/does not end/);
  });
});
