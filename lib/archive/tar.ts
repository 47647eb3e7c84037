import type { ArchiveEntry, Ending, Framing } from "./entry";

// Source: POSIX.1-2024, pax: 'ustar Interchange Format' and 'pax Extended Header'.

const BLOCK = 512;
const [LONGEST_NAME, LONGEST_PREFIX] = [100, 155];
/** Eleven octal digits; larger sizes stand in an extended header. */
const MOST_OCTAL = 8 ** 11 - 1;
/** Where a file would stand that could not be had; a number makes each name differ. */
const MISSING_FOLDER = "NOT-DELIVERED";

/**
 * tar. A file that can not be had when its turn comes leaves zeros under another name; of one that breaks off in the
 * middle, whose name has gone, an empty file at the end takes the place. The end of the archive is followed by what of
 * the room for that was not needed.
 */
export const tarFraming: Framing = {
  name: "tar",
  mediaType: "application/x-tar",
  needsCrc32: false,
  headLength,
  head: (entry, number, modifiedAt, isMissing) => head(entry, modifiedAt, isMissing ? number : null),
  tailLength: ({ sizeBytes }) => padding(sizeBytes),
  tail: ({ sizeBytes }) => Buffer.alloc(padding(sizeBytes)),
  endLength: (entries, _headsAt, _at, { roomBytes }) => entries.reduce((sum, entry) => sum + headLength(emptied(entry)), 0) + BLOCK + roomBytes + padding(roomBytes) + 2 * BLOCK,
  end,
};

const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;
const emptied = ({ path }: ArchiveEntry): ArchiveEntry => ({ path, sizeBytes: 0, crc32: null });

function end({ entries, outcomes, modifiedAt, problems }: Ending, length: number): Buffer {
  const broken = entries.filter((_, i) => outcomes[i]!.problem !== null && outcomes[i]!.hasBegun);
  const parts = broken.map((entry) => head(emptied(entry), modifiedAt, null));
  const text = Buffer.from(problems.text);
  if (text.length > 0) parts.push(head({ path: problems.path, sizeBytes: text.length, crc32: null }, modifiedAt, null), text, Buffer.alloc(padding(text.length)));
  const used = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, Buffer.alloc(length - used)]);
}

function headLength(entry: ArchiveEntry): number {
  const records = recordsOf(entry, null);
  return records.length === 0 ? BLOCK : 2 * BLOCK + records.length + padding(records.length);
}

/** @param missing the number that stands for the name of a file that could not be had; as long as the head with its name */
function head(entry: ArchiveEntry, modifiedAt: Date, missing: number | null): Buffer {
  const records = recordsOf(entry, missing);
  const path = missing === null ? entry.path : `${MISSING_FOLDER}/${missing}`;
  const own = header(path, entry.sizeBytes, modifiedAt, "0");
  if (records.length === 0) return own;
  return Buffer.concat([header("PaxHeaders/next", records.length, modifiedAt, "x"), records, Buffer.alloc(padding(records.length)), own]);
}

/** What does not fit into a header of old, as records of an extended one; empty where all fits. */
function recordsOf({ path, sizeBytes }: ArchiveEntry, missing: number | null): Buffer {
  const records: string[] = [];
  // A comment of the same length in place of a path that is not to be used.
  if (split(path) === null) records.push(missing === null ? record("path", path) : record("comment", "-".repeat(path.length - 3)));
  if (sizeBytes > MOST_OCTAL) records.push(record("size", String(sizeBytes)));
  return Buffer.from(records.join(""), "latin1");
}

/** `27 path=…\n`: the number counts itself too. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`.length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

function header(path: string, sizeBytes: number, modifiedAt: Date, type: "0" | "x"): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path) ?? ["", path.slice(-LONGEST_NAME)];
  const octal = (value: number, at: number, digits: number) => block.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  block.write(name, 0, "latin1");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(sizeBytes > MOST_OCTAL ? 0 : sizeBytes, 124, 11);
  octal(Math.max(0, Math.floor(modifiedAt.getTime() / 1000)), 136, 11);
  block.write("        ", 148, "latin1");
  block.write(type, 156, "latin1");
  block.write("ustar\u000000", 257, "latin1");
  block.write(prefix, 345, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

/** A path as prefix and name, which are joined by `/`; null where it is too long for that. */
function split(path: string): [prefix: string, name: string] | null {
  if (path.length <= LONGEST_NAME) return ["", path];
  const at = path.indexOf("/", path.length - LONGEST_NAME - 1);
  return at > 0 && at <= LONGEST_PREFIX && at < path.length - 1 ? [path.slice(0, at), path.slice(at + 1)] : null;
}
