import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import { z } from "zod";

const keysSchema = z.object({
  jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) }),
  cookieKeys: z.array(z.string().min(32)).min(1),
});

/** What signs tokens and cookies; the same over restarts, so that what was issued stays valid. */
export interface IamKeys {
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly cookieKeys: readonly string[];
}

/** Reads the keys of a state folder, or makes them once. The file is for its owner's eyes only. */
export async function loadKeys(stateDir: string): Promise<IamKeys> {
  const file = path.join(stateDir, "keys.json");
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return keysSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  }
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  const keys = {
    jwks: { keys: [{ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" }] },
    cookieKeys: [randomBytes(32).toString("base64url")],
  };
  // Written beside and renamed: a process killed in between leaves no half a key file behind.
  writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return keysSchema.parse(keys);
}
