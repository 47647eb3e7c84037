/** What a manager can want; as it stands in the address of the page that does it. */
export const changePages = ["clocks", "dates", "hold", "denial", "emergency", "settings", "lift-hold", "lift-denial"] as const;
export type ChangePage = (typeof changePages)[number];

/** As many single observations as an address may name; for more there is the project, or a file. */
export const mostObservations = 300;

/** Which change is asked for, and of what: projects, chosen observations, a collection, or the hold or denial to lift. */
export interface Asked {
  readonly page: ChangePage;
  readonly projects: readonly string[];
  readonly observations: readonly string[];
  readonly collection: string | null;
  readonly id: string | null;
}

const nothingAsked = { projects: [], observations: [], collection: null, id: null } as const;

/** The address of the page on which one changes these things. */
export function changeHref(page: ChangePage, of: Partial<Omit<Asked, "page">>): string {
  const { projects, observations, collection, id } = { ...nothingAsked, ...of };
  const query = new URLSearchParams({ do: page });
  for (const code of projects) query.append("project", code);
  for (const observation of observations) query.append("observation", observation);
  if (collection) query.set("collection", collection);
  if (id) query.set("id", id);
  return `/admin/embargo/change?${query.toString()}`;
}

/** The same, read back; null where the address asks for nothing that one can do. */
export function readAsked(query: URLSearchParams): Asked | null {
  const page = changePages.find((one) => one === query.get("do"));
  const asked = {
    projects: [...new Set(query.getAll("project").filter(Boolean))],
    observations: [...new Set(query.getAll("observation").filter(Boolean))].slice(0, mostObservations),
    collection: query.get("collection") || null,
    id: query.get("id") || null,
  };
  if (!page) return null;
  const isOf: Record<ChangePage, boolean> = {
    clocks: asked.projects.length > 0,
    settings: asked.projects.length > 0,
    dates: asked.observations.length > 0,
    hold: asked.observations.length > 0 || asked.projects.length === 1,
    emergency: asked.observations.length > 0 || asked.projects.length === 1,
    denial: asked.observations.length > 0 || asked.projects.length === 1 || asked.collection !== null,
    "lift-hold": asked.id !== null,
    "lift-denial": asked.id !== null,
  };
  return isOf[page] ? { page, ...asked } : null;
}
