import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** The three checksums that data lakes speak and the one of ZIP, worked out in one pass. Rucio keeps adler32 and md5, we trust sha256. */
export class Checksums {
  private readonly sha256 = createHash("sha256");
  private readonly md5 = createHash("md5");
  private readonly adler32 = new Adler32();
  private crc32 = 0;
  private bytes = 0;

  update(piece: Uint8Array): void {
    this.sha256.update(piece);
    this.md5.update(piece);
    this.adler32.update(piece);
    this.crc32 = crc32(piece, this.crc32);
    this.bytes += piece.length;
  }

  /** Ends the calculation. Lower-case hexadecimal. */
  finish(): { sizeBytes: number; sha256: string; md5: string; adler32: string; crc32: string } {
    return { sizeBytes: this.bytes, sha256: this.sha256.digest("hex"), md5: this.md5.digest("hex"), adler32: this.adler32.hex(), crc32: crc32Hex(this.crc32) };
  }
}

/** As the catalogue keeps it: eight lower-case hexadecimal digits. */
export function crc32Hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

const modulus = 65521;
/** So many bytes fit into the two sums before they pass 2^32. Source: RFC 1950, section 9 (zlib's NMAX). */
const piecesBeforeModulo = 5552;

/** Source: RFC 1950, section 9. */
export class Adler32 {
  private low = 1;
  private high = 0;

  update(piece: Uint8Array): void {
    let { low, high } = this;
    for (let at = 0; at < piece.length; ) {
      const end = Math.min(at + piecesBeforeModulo, piece.length);
      for (; at < end; at++) {
        low += piece[at]!;
        high += low;
      }
      low %= modulus;
      high %= modulus;
    }
    this.low = low;
    this.high = high;
  }

  hex(): string {
    return ((this.high * 65536 + this.low) >>> 0).toString(16).padStart(8, "0");
  }
}
