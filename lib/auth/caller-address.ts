import { isIP } from "node:net";
import { environment } from "@/lib/config/environment";

/**
 * From where a request comes, as far as that can be known: the address that the operator's own proxy writes into the
 * header that TRUSTED_PROXY_HEADER names, else the socket's. Any other header is the caller's own invention. null where it
 * is not known: Next shows no socket, and what a proxy without the header passes on all comes from loopback.
 *
 * @param header reads one header of the request
 * @param socketAddress of the connection, where the process sees it
 * @returns an IPv4 address, or the /64 network of an IPv6 one, which is what one subscriber gets
 */
export function callerAddress(header: (name: string) => string | null | undefined, socketAddress?: string): string | null {
  const { TRUSTED_PROXY_HEADER, TRUSTED_PROXY_HOPS } = environment();
  if (TRUSTED_PROXY_HEADER === undefined) return isLoopback(socketAddress) ? null : network(socketAddress);
  // Each proxy appends whom it saw: what stands before our own proxies' entries, the caller may have written.
  return network((header(TRUSTED_PROXY_HEADER) ?? "").split(",").at(-TRUSTED_PROXY_HOPS)?.trim());
}

function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === "::1" || /^(::ffff:)?127\./.test(address);
}

function network(address: string | undefined): string | null {
  const plain = (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return null;
  const [head = "", tail] = plain.replace(/%.*$/, "").split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const full = [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0"), ...after];
  return `${full.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
