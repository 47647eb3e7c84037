import { createHash } from "node:crypto";
import { Checksums } from "@/lib/datalake/checksums";
import { connect, type RucioConnection } from "../connection";
import type { Limits } from "../limits";
import { userPassTokens } from "../token-sources";
import type { TokenSource } from "../tokens";
import type { FakeRucio } from "./rucio.test-support";
import type { FakeReplica, FakeDid } from "./world.test-support";

/** So long that no busy machine takes them for a fault. */
export const testLimits: Limits = { beginMs: 20_000, pauseMs: 20_000, tries: 3, retryMs: 1 };
/** For the faults that are waited for. */
export const impatient: Limits = { beginMs: 1500, pauseMs: 1500, tries: 2, retryMs: 1 };

/** A connection to the fake, by user name and password unless other tokens are given. */
export function connected(fake: FakeRucio, { limits = testLimits, tokens, preferredSites = [] }: { limits?: Limits; tokens?: TokenSource; preferredSites?: readonly string[] } = {}): RucioConnection {
  const { account, username, password } = fake;
  return connect({ url: fake.url, account, ownScope: `user.${account}`, tokens: tokens ?? userPassTokens({ authUrl: fake.url, account, username, password }, limits), storageTokens: null, schemes: ["https", "http"], preferredSites, limits, storageLimits: limits });
}

/** A file's row for the fake's world. */
export function fakeFile(name: string, content: Buffer, replicas: readonly FakeReplica[], meta: FakeDid["meta"] = {}): Omit<FakeDid, "type" | "content"> {
  const checksums = new Checksums();
  checksums.update(content);
  return { scope: "hess", name, bytes: content.length, adler32: checksums.finish().adler32, md5: createHash("md5").update(content).digest("hex"), meta, replicas: [...replicas] };
}

export function diskReplica(rse: string, pfn: string, priority = 1): FakeReplica {
  return { rse, pfn, type: "DISK", priority, state: "AVAILABLE" };
}
