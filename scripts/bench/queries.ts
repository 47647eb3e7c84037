import { observationQuerySchema, type ObservationQuery } from "@/lib/catalogue/schemas";
import { demoAccounts } from "../iam/accounts";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";
import { MEMBER, OPEN_POLICY } from "./synthetic-projects";
import type { SyntheticStore } from "./synthetic-store";

/** A search as one types it, and as the catalogue takes it. */
export interface NamedQuery {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ObservationQuery;
}

const SPAN_DAYS = 30;

/** The searches that are measured: the whole archive, and what people look for. */
export function namedQueries({ seasons }: SyntheticStore): NamedQuery[] {
  const season = seasons[Math.min(OPEN_POLICY, seasons.length - 1)]!;
  const target = season.targets[0]!;
  const position = { raDeg: String(target.raDeg), decDeg: String(target.decDeg) };
  const searches: Record<string, Record<string, string>> = {
    archive: {},
    project: { project: season.code },
    target: { target: target.name },
    cone: { ...position, radiusDeg: "1", match: "pointing" },
    time: { startMjd: String(season.firstMjd), endMjd: String(season.firstMjd + SPAN_DAYS) },
    zenith: { sort: "zenithDeg" },
  };
  return Object.entries(searches).map(([name, parameters]) => ({ name, parameters, query: observationQuerySchema.parse(parameters) }));
}

/** Who asks: nobody in particular, and a member of two hidden projects. */
export function viewers(): { readonly name: "anonymous" | "member"; readonly viewer: Viewer }[] {
  const account = demoAccounts.find(({ username }) => username === MEMBER.username)!;
  return [
    { name: "anonymous", viewer: anonymous },
    { name: "member", viewer: { kind: "user", sub: account.sub, username: account.username, name: account.name, groups: account.groups } },
  ];
}
