const maximumLength = 255;

/**
 * One group in the portal's form: no leading slash, `/` between levels, case kept (`cta/projects/hess-crab`).
 * Takes INDIGO's `groups` (no slash in front) and WLCG's (`/cta/projects/hess-crab`).
 *
 * @returns null for what is no group: empty levels, `.` and `..`, control characters, more than 255 characters.
 */
export function normaliseGroup(value: string): string | null {
  const path = value.startsWith("/") ? value.slice(1) : value;
  if (path.length === 0 || path.length > maximumLength) return null;
  return path.split("/").every(isLevel) ? path : null;
}

function isLevel(level: string): boolean {
  return level !== "" && level !== "." && level !== ".." && level.trim() === level && !/\p{C}/u.test(level);
}

/**
 * The group that an AARC entitlement names: `urn:<nid>:<ns>:group:<a:b>[:role=<role>][#authority]` gives `a/b`.
 * A role other than `member` says what somebody may do in a group, and its holder's membership comes as an entry of
 * its own, so it gives nothing here. Parts are percent-encoded; one that decodes to a `/` could pose as another level
 * and is refused. Source: AARC-G069, section 2.
 *
 * @returns null for entitlements that name no group.
 */
export function groupFromEntitlement(value: string): string | null {
  if (value.length > 4 * maximumLength) return null;
  const match = /^urn:[a-z0-9-]+:(?:[^#]*?:)?group:([^#]+)(?:#[^#]*)?$/i.exec(value);
  const parts = match?.[1]?.split(":") ?? [];
  const role = parts.at(-1)?.startsWith("role=") ? parts.pop() : undefined;
  if (parts.length === 0 || (role !== undefined && role !== "role=member")) return null;
  const levels = parts.map(decodePart);
  return levels.every((level) => level !== null) ? normaliseGroup(`/${levels.join("/")}`) : null;
}

function decodePart(part: string): string | null {
  try {
    const decoded = decodeURIComponent(part);
    return decoded.includes("/") || decoded.startsWith("role=") ? null : decoded;
  } catch {
    return null;
  }
}
