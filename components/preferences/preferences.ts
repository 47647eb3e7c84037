export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const coordinateFormats = ["degrees", "sexagesimal"] as const;
export type CoordinateFormat = (typeof coordinateFormats)[number];

export interface Preferences {
  readonly theme: Theme;
  readonly coordinates: CoordinateFormat;
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
    coordinates: coordinateFormats.find((known) => known === coordinates) ?? "degrees",
  };
}
