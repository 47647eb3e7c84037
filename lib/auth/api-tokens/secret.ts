import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** By which people, and scanners of repositories and logs, know an API token of Airshower. */
export const apiTokenPrefix = "airshower_pat_";

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_BYTES = 32;
/** 256 bits in letters of which there are 62. */
const RANDOM_LETTERS = 43;
/** 32 bits of them. */
const CHECK_LETTERS = 6;
const form = new RegExp(`^${apiTokenPrefix}([0-9A-Za-z]{${RANDOM_LETTERS}})([0-9A-Za-z]{${CHECK_LETTERS}})$`);

/**
 * A new secret: `airshower_pat_`, 256 random bits, and a CRC-32 of those letters, all in letters and digits, so that a
 * double click takes it whole, and a scanner that found one can tell it from what only looks like it.
 */
export function newApiToken(): string {
  const random = inLetters(BigInt(`0x${randomBytes(RANDOM_BYTES).toString("hex")}`), RANDOM_LETTERS);
  return `${apiTokenPrefix}${random}${checkOf(random)}`;
}

/** Whether a bearer says that it is an API token. */
export function claimsToBeApiToken(token: string): boolean {
  return token.startsWith(apiTokenPrefix);
}

/** Whether it has the form of one that was given out; one letter missing or changed, and it has not. */
export function isWellFormed(token: string): boolean {
  const [, random = "", check = ""] = form.exec(token) ?? [];
  return random !== "" && checkOf(random) === check;
}

function checkOf(random: string): string {
  return inLetters(BigInt(crc32(random)), CHECK_LETTERS);
}

function inLetters(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = letters[Number(rest % 62n)]! + text;
  return text;
}
