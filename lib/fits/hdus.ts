import { FitsAbsurdSize, FitsBadHeader, FitsMissingHdu, FitsTruncated, NotFits, type FitsPlace } from "@/lib/fits/errors";
import { parseHeader, type FitsHeader } from "@/lib/fits/header";
import type { ByteSource } from "@/lib/fits/byte-source";

const blockBytes = 2880;
/**
 * Deflate can not pack tighter than this, so no file, gzipped or not, holds more than this times its stored size.
 * Source: zlib's technical details, 'maximum compression factor'.
 */
const greatestRatio = 1032;
/** A header beyond this has no END; real ones are a few kilobytes. */
const greatestHeaderBytes = 16 * 1024 * 1024;

/** One header and data unit, and where its data lie. */
export type Hdu = {
  file: string;
  index: number;
  /** EXTNAME, or `PRIMARY`. */
  name: string;
  kind: "primary" | "bintable" | "other";
  header: FitsHeader;
  /** Offset of the data, bytes from the (unpacked) file's start. */
  dataOffset: number;
  /** Length of the data without padding, bytes. */
  dataBytes: number;
};

/** What messages call an HDU: its name, or its number where it has none. */
export function placeOf(hdu: Pick<Hdu, "file" | "name" | "index">): FitsPlace {
  return { file: hdu.file, hdu: hdu.name || String(hdu.index) };
}

/**
 * All HDUs of a file, from the headers alone: data are skipped, and checked to be there.
 *
 * @throws NotFits, FitsTruncated, FitsGzipDamaged, FitsAbsurdSize, FitsBadHeader.
 */
export async function listHdus(source: ByteSource): Promise<Hdu[]> {
  const hdus: Hdu[] = [];
  let offset = 0;
  for (;;) {
    const hdu = await readHdu(source, offset, hdus.length);
    if (!hdu) return hdus;
    await checkExtent(source, hdu);
    hdus.push(hdu);
    offset = hdu.dataOffset + Math.ceil(hdu.dataBytes / blockBytes) * blockBytes;
  }
}

/**
 * The first HDU of that name (case does not matter).
 *
 * @throws FitsMissingHdu naming those that are there.
 */
export function findHdu(hdus: readonly Hdu[], name: string): Hdu {
  const found = hdus.find((hdu) => hdu.name.toUpperCase() === name.trim().toUpperCase());
  if (found) return found;
  const names = hdus.map((hdu) => hdu.name || hdu.index).join(", ");
  throw new FitsMissingHdu({ file: hdus[0]?.file ?? "FITS file", hdu: name }, `is not in the file, which has ${names}`);
}

async function readHdu(source: ByteSource, offset: number, index: number): Promise<Hdu | null> {
  const place = { file: source.name, hdu: index === 0 ? "PRIMARY" : String(index) };
  const text = await readHeaderText(source, offset, index, place);
  if (text === null) return null;
  const header = parseHeader(text);
  const xtension = index === 0 ? null : header.text("XTENSION");
  const kind = index === 0 ? "primary" : xtension === "BINTABLE" || xtension === "A3DTABLE" ? "bintable" : "other";
  const name = header.text("EXTNAME") ?? (index === 0 ? "PRIMARY" : "");
  const named = name ? { ...place, hdu: name } : place;
  return { file: source.name, index, name, kind, header, dataOffset: offset + text.length, dataBytes: dataBytes(header, named) };
}

/** The header's blocks as text; null where no further HDU begins. */
async function readHeaderText(source: ByteSource, offset: number, index: number, place: FitsPlace): Promise<string | null> {
  const blocks: string[] = [];
  for (let bytes = 0; bytes < greatestHeaderBytes; bytes += blockBytes) {
    const block = (await source.read(offset + bytes, blockBytes)).toString("latin1");
    if (bytes === 0 && index === 0 && !block.startsWith("SIMPLE  =")) {
      throw new NotFits({ file: source.name }, block === "" ? "is empty, not a FITS file" : "is not a FITS file: it does not begin with SIMPLE");
    }
    // What follows the last HDU and is none (padding, special records) is no part of the content.
    if (bytes === 0 && index > 0 && !block.startsWith("XTENSION")) return null;
    if (block.length < blockBytes) throw new FitsTruncated(place, "the file ends inside this header: it is cut off");
    blocks.push(block);
    if (endsHere(block)) return blocks.join("");
  }
  throw new FitsBadHeader(place, "the header has no END card");
}

function endsHere(block: string): boolean {
  for (let at = 0; at < block.length; at += 80) {
    if (block.startsWith("END", at) && block.slice(at, at + 80).trimEnd() === "END") return true;
  }
  return false;
}

/** Size of the data unit. Source: FITS 4.0, equations 1, 2 and 4. */
function dataBytes(header: FitsHeader, place: FitsPlace): number {
  const count = (keyword: string, fallback?: bigint): bigint => {
    const value = header.get(keyword) ?? fallback;
    const whole = typeof value === "bigint" || Number.isSafeInteger(value);
    if (!whole || (value as number) < 0) throw new FitsBadHeader(place, `${keyword} is ${header.get(keyword) ?? "missing"}; a whole number from 0 belongs there`);
    return BigInt(value as number | bigint);
  };
  const bitpix = header.get("BITPIX");
  if (![8, 16, 32, 64, -32, -64].includes(bitpix as number)) {
    throw new FitsBadHeader(place, `BITPIX is ${bitpix ?? "missing"}; 8, 16, 32, 64, -32 or -64 belongs there`);
  }
  const axes = Number(count("NAXIS"));
  if (axes > 999) throw new FitsBadHeader(place, `NAXIS is ${axes}; at most 999 axes are allowed`);
  if (axes === 0) return 0;
  const lengths = Array.from({ length: axes }, (_, i) => count(`NAXIS${i + 1}`));
  if (header.get("GROUPS") === true && lengths[0] === 0n) lengths[0] = 1n;
  const elements = lengths.reduce((product, length) => product * length, 1n);
  const bytes = (BigInt(Math.abs(bitpix as number)) / 8n) * count("GCOUNT", 1n) * (count("PCOUNT", 0n) + elements);
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) throw new FitsAbsurdSize(place, `declares ${bytes} bytes of data; NAXIS2 can not be right`);
  return Number(bytes);
}

/** Refuses, before any memory is taken, data that the file can not hold. The last block's padding may be missing. */
async function checkExtent(source: ByteSource, hdu: Hdu): Promise<void> {
  const { dataBytes, dataOffset, header } = hdu;
  if (dataBytes === 0) return;
  const size = `NAXIS1 ${header.get("NAXIS1")} x NAXIS2 ${header.get("NAXIS2") ?? 1}, ${dataBytes} bytes`;
  if (dataBytes > source.storedBytes * greatestRatio) {
    throw new FitsAbsurdSize(placeOf(hdu), `declares more data (${size}) than a file of ${source.storedBytes} bytes can hold: NAXIS2 can not be right`);
  }
  const last = await source.read(dataOffset + dataBytes - 1, 1);
  if (last.length === 0) throw new FitsTruncated(placeOf(hdu), `the file ends inside the data (${size}): it is cut off, or NAXIS2 is wrong`);
}
