import { crc32 } from "node:zlib";
import type { ArchiveEntry, Ending, Framing } from "./entry";

// Source: PKWARE APPNOTE 6.3.10, sections 4.3 (records), 4.4.4 (flags) and 4.5.3 (ZIP64).

/** From here on a field of 32 bits says that ZIP64's extra field has the number. */
const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;
/** Names are UTF-8 (bit 11); the checksum follows the bytes (bit 3), since it may not be known before. */
const FLAGS = 0x0808;
const [VERSION, VERSION_64] = [20, 45];
/** Made by ZIP 4.5 on Unix: external attributes hold a Unix mode, here of a regular file that its owner may write. */
const MADE_BY = (3 << 8) | 45;
const ATTRIBUTES = (0o100644 << 16) >>> 0;

/**
 * ZIP, stored and not deflated: FITS files are compressed already or do not compress. A file that fails leaves zeros where it would
 * be, and is not in the central directory, by which readers go.
 */
export const zipFraming: Framing = {
  name: "zip",
  mediaType: "application/zip",
  needsCrc32: true,
  headLength: (entry) => 30 + entry.path.length + (isLarge(entry) ? 20 : 0),
  head: (entry, _number, modifiedAt) => localHeader(entry, modifiedAt, FLAGS, 0),
  tailLength: (entry) => (isLarge(entry) ? 24 : 16),
  tail: descriptor,
  endLength: (entries, headsAt, at, { path, roomBytes }) => {
    const told: ArchiveEntry = { path, sizeBytes: roomBytes, crc32: null };
    const directory = entries.reduce((sum, entry, i) => sum + directoryLength(entry, headsAt[i]!), directoryLength(told, at));
    return 30 + path.length + roomBytes + directory + END_LENGTH;
  },
  end,
};

const isLarge = ({ sizeBytes }: ArchiveEntry): boolean => sizeBytes >= MOST_32;

function localHeader(entry: ArchiveEntry, modifiedAt: Date, flags: number, sum: number): Buffer {
  const isKnown = (flags & 0x0008) === 0;
  const size = isLarge(entry) ? MOST_32 : isKnown ? entry.sizeBytes : 0;
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(isLarge(entry) ? VERSION_64 : VERSION, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt32LE(dosTime(modifiedAt), 10);
  head.writeUInt32LE(isKnown ? sum : 0, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(entry.path.length, 26);
  const extra = isLarge(entry) ? large([entry.sizeBytes, entry.sizeBytes]) : Buffer.alloc(0);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, Buffer.from(entry.path, "latin1"), extra]);
}

function descriptor(entry: ArchiveEntry, sum: number): Buffer {
  const wide = isLarge(entry);
  const record = Buffer.alloc(wide ? 24 : 16);
  record.writeUInt32LE(0x0807_4b50, 0);
  record.writeUInt32LE(sum, 4);
  for (const at of wide ? [8, 16] : [8, 12]) {
    if (wide) record.writeBigUInt64LE(BigInt(entry.sizeBytes), at);
    else record.writeUInt32LE(entry.sizeBytes, at);
  }
  return record;
}

/** Those of an entry's numbers that do not fit into 32 bits, in the order of the standard: size, stored size, place. */
function largeNumbers({ sizeBytes }: ArchiveEntry, headAt: number): number[] {
  return [sizeBytes, sizeBytes, headAt].filter((number) => number >= MOST_32);
}

function large(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [i, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
  return extra;
}

function directoryLength(entry: ArchiveEntry, headAt: number): number {
  const numbers = largeNumbers(entry, headAt).length;
  return 46 + entry.path.length + (numbers > 0 ? 4 + 8 * numbers : 0);
}

function directoryRecord(entry: ArchiveEntry, headAt: number, sum: number, modifiedAt: Date, flags: number): Buffer {
  const record = Buffer.alloc(46);
  const extra = large(largeNumbers(entry, headAt));
  record.writeUInt32LE(0x0201_4b50, 0);
  record.writeUInt16LE(MADE_BY, 4);
  record.writeUInt16LE(extra.length > 0 ? VERSION_64 : VERSION, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt32LE(dosTime(modifiedAt), 12);
  record.writeUInt32LE(sum, 16);
  record.writeUInt32LE(Math.min(entry.sizeBytes, MOST_32), 20);
  record.writeUInt32LE(Math.min(entry.sizeBytes, MOST_32), 24);
  record.writeUInt16LE(entry.path.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(ATTRIBUTES, 38);
  record.writeUInt32LE(Math.min(headAt, MOST_32), 42);
  return Buffer.concat([record, Buffer.from(entry.path, "latin1"), extra]);
}

/** ZIP64's end record and its locator, then the end record of old; always all three, so that the length never depends. */
const END_LENGTH = 56 + 20 + 22;

function end({ entries, outcomes, headsAt, modifiedAt, at, problems }: Ending, length: number): Buffer {
  const text = Buffer.from(problems.text);
  const told: ArchiveEntry = { path: problems.path, sizeBytes: text.length, crc32: null };
  const records = entries.flatMap((entry, i) => (outcomes[i]!.problem === null ? directoryRecord(entry, headsAt[i]!, outcomes[i]!.crc32 ?? 0, modifiedAt, FLAGS) : []));
  if (text.length > 0) records.push(directoryRecord(told, at, crc32(text), modifiedAt, 0));
  const directory = Buffer.concat(records);
  const front = text.length > 0 ? Buffer.concat([localHeader(told, modifiedAt, 0, crc32(text)), text]) : text;
  // What the entries and problems that are not there would have taken lies between the files and their directory.
  const gap = Buffer.alloc(length - front.length - directory.length - END_LENGTH);
  return Buffer.concat([front, gap, directory, endRecords(records.length, directory.length, at + front.length + gap.length)]);
}

function endRecords(count: number, directoryBytes: number, directoryAt: number): Buffer {
  const record = Buffer.alloc(END_LENGTH);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_BY, 12);
  record.writeUInt16LE(VERSION_64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryAt), 48);
  record.writeUInt32LE(0x0706_4b50, 56);
  record.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  record.writeUInt32LE(0x0605_4b50, 76);
  record.writeUInt16LE(Math.min(count, MOST_16), 84);
  record.writeUInt16LE(Math.min(count, MOST_16), 86);
  record.writeUInt32LE(Math.min(directoryBytes, MOST_32), 88);
  record.writeUInt32LE(Math.min(directoryAt, MOST_32), 92);
  return record;
}

/** MS-DOS date and time in one number of 32 bits, UTC; two seconds are its unit, 1980 its beginning. */
function dosTime(at: Date): number {
  const date = ((Math.max(1980, at.getUTCFullYear()) - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
