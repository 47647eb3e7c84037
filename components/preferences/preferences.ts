export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const coordinateFormats = ["degrees", "sexagesimal"] as const;
export type CoordinateFormat = (typeof coordinateFormats)[number];

/** Columns of the result table that can be chosen, by the names under which a choice is kept. */
export const columnNames = ["target", "project", "ra", "dec", "start", "night", "livetime", "zenith", "offset", "quality", "telescopes", "events", "threshold", "mode", "instrument", "irfs", "size"] as const;
export type ColumnName = (typeof columnNames)[number];

export interface Preferences {
  readonly theme: Theme;
  readonly coordinates: CoordinateFormat;
  /** Null: the usual ones. */
  readonly columns: readonly ColumnName[] | null;
}

/** Cookies of one host are shared by all its ports: the name carries the port, so that two portals stay apart. */
export function preferenceCookie(name: keyof Preferences, host: string): string {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port ? `airshower-${name}-${port}` : `airshower-${name}`;
}

/** Reads the choices; an unknown or missing value is the default. */
export function readPreferences(host: string, cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie(preferenceCookie("theme", host));
  const coordinates = cookie(preferenceCookie("coordinates", host));
  return {
    theme: themes.find((known) => known === theme) ?? "system",
    columns: readColumns(cookie(preferenceCookie("columns", host))),
    coordinates: coordinateFormats.find((known) => known === coordinates) ?? "degrees",
  };
}

/** Kept as names with dots between; an empty choice is a choice. Names that are no columns any more are passed over. */
function readColumns(text: string | undefined): readonly ColumnName[] | null {
  if (text === undefined || text === "usual") return null;
  const names = text.split(".");
  return columnNames.filter((name) => names.includes(name));
}
