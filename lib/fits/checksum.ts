const checksumCard = (value: string) => `CHECKSUM= '${value}'   / HDU checksum`.padEnd(80);

/** Ones' complement sum of 32-bit words. Source: FITS 4.0, appendix J. `bytes` is a whole number of words. */
function sum32(bytes: Buffer, start = 0): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 4) {
    sum += bytes.readUInt32BE(i);
    if (sum > 0xffffffff) sum -= 0xffffffff;
  }
  return sum;
}

/** The 16 letters and digits whose sum is the complement of `sum`. Source: FITS 4.0, appendix J.2. */
function encode(sum: number): string {
  const complement = ~sum >>> 0;
  const columns: number[][] = [];
  for (let shift = 24; shift >= 0; shift -= 8) {
    const byte = (complement >>> shift) & 0xff;
    const quarter = byte >> 2;
    const letters = [quarter + (byte & 3) + 0x30, quarter + 0x30, quarter + 0x30, quarter + 0x30];
    columns.push(withoutPunctuation(letters));
  }
  const characters = Array.from({ length: 16 }, (_, i) => String.fromCharCode(columns[i % 4]![Math.floor(i / 4)]!));
  return characters.at(-1) + characters.slice(0, -1).join("");
}

/** Moves pairs up and down by one until no character lies between the digits, capitals and small letters. */
function withoutPunctuation(letters: number[]): number[] {
  const bad = (code: number) => (code > 0x39 && code < 0x41) || (code > 0x5a && code < 0x61);
  while (letters.some(bad)) {
    for (const pair of [0, 2]) {
      if (bad(letters[pair]!) || bad(letters[pair + 1]!)) {
        letters[pair]! += 1;
        letters[pair + 1]! -= 1;
      }
    }
  }
  return letters;
}

/** Header and data with DATASUM and CHECKSUM cards added, so that the whole HDU sums to minus zero. */
export function withChecksums(lines: readonly string[], data: Buffer, headerBlock: (lines: readonly string[]) => Buffer): Buffer {
  const dataSum = sum32(data);
  const dataCard = `DATASUM = ${`'${dataSum}'`.padEnd(20)} / data unit checksum`.padEnd(80);
  const zeroed = headerBlock([...lines, dataCard, checksumCard("0".repeat(16))]);
  const total = sum32(zeroed, dataSum);
  return Buffer.concat([headerBlock([...lines, dataCard, checksumCard(encode(total))]), data]);
}
