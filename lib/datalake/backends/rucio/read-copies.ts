import { log } from "@/lib/config/log";
import type { ByteRange } from "../../backend";
import type { Doubts } from "./doubts";
import type { Limits } from "./limits";
import type { Replica } from "./replicas";
import { readStorage, ReplicaFault, type StorageToken } from "./storage";

export interface CopiesToRead {
  /** Best first. */
  readonly replicas: readonly Replica[];
  readonly sizeBytes: number;
  readonly limits: Limits;
  readonly token: StorageToken | null;
  readonly doubts: Doubts;
  /** Called with the copy from which bytes come, whenever that changes. */
  readonly from: (replica: Replica) => void;
}

/**
 * The bytes of a range from the best copy that gives them. When one fails, in the middle too, the next one goes on at the
 * very byte; each is asked once.
 *
 * @throws ReplicaFault of the last one when none is left
 */
export async function* readCopies({ replicas, sizeBytes, limits, token, doubts, from }: CopiesToRead, { start, end }: ByteRange, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let at = start;
  for (const [i, replica] of replicas.entries()) {
    try {
      from(replica);
      for await (const piece of readStorage({ url: replica.url, site: replica.site, start: at, end, sizeBytes }, limits, token, signal)) {
        at += piece.length;
        yield piece;
      }
      return;
    } catch (error) {
      if (!(error instanceof ReplicaFault)) throw error;
      doubts.add(replica.url);
      log.warn({ site: replica.site, fault: error.message, atByte: at, left: replicas.length - i - 1 }, "a replica failed");
      if (at > end || i === replicas.length - 1) throw error;
    }
  }
}
