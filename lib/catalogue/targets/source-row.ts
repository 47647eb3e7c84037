/** Name, right ascension and declination (ICRS, degrees), classes separated by blanks, and other names. */
export type SourceRow = readonly [name: string, raDeg: number, decDeg: number, classes: string, ...aliases: string[]];
