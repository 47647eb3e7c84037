import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { faults } from "./faults.test-support";
import { authFollows } from "./rucio.test-support";
import { routes } from "./routes.test-support";

const protocols = path.resolve("../shared/PROTOCOLS.md");

describe.skipIf(!fs.existsSync(protocols))("the fake Rucio (shared protocol facts)", () => {
  const lines = fs.existsSync(protocols) ? fs.readFileSync(protocols, "utf8").split("\n") : [];
  it("answers nothing that the protocol's description does not say", () => {
    const follows = [...authFollows, ...routes.flatMap((route) => [...route.follows]), ...Object.values(faults).flatMap((fault) => fault.follows ?? [])];
    expect(follows.length).toBeGreaterThan(20);
    for (const words of follows) expect(lines.some((line) => line.includes(words)), words).toBe(true);
  });
});
