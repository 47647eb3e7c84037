/** Bytes that can be read by ranges. */
export interface ByteSource {
  /** What messages call it. */
  readonly name: string;
  /** Size as stored, so before unpacking. */
  readonly storedBytes: number;
  /** The bytes from `offset` on; fewer than `length` only where the source ends. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}
