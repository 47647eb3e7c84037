"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { type ColumnName, type CoordinateFormat, type Preferences, preferenceCookie, type Theme } from "@/components/preferences/preferences";

interface PreferencesWithSetters extends Preferences {
  readonly setTheme: (theme: Theme) => void;
  readonly setCoordinates: (format: CoordinateFormat) => void;
  readonly setColumns: (columns: readonly ColumnName[] | null) => void;
}

const PreferencesContext = createContext<PreferencesWithSetters | null>(null);
const yearSec = 31_536_000;

function keep(name: keyof Preferences, value: string) {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${preferenceCookie(name, window.location.host)}=${value}; path=/; max-age=${yearSec}; samesite=lax${secure}`;
}

/** The viewer's choices, kept in cookies, so that the server renders the right theme at once. */
export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);
  const value: PreferencesWithSetters = {
    ...preferences,
    setTheme: (theme) => {
      setPreferences((now) => ({ ...now, theme }));
      if (theme === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      keep("theme", theme);
    },
    setCoordinates: (coordinates) => {
      setPreferences((now) => ({ ...now, coordinates }));
      keep("coordinates", coordinates);
    },
    setColumns: (columns) => {
      setPreferences((now) => ({ ...now, columns }));
      keep("columns", columns === null ? "usual" : columns.length === 0 ? "none" : columns.join("."));
    },
  };
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesWithSetters {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error("usePreferences needs a PreferencesProvider above it");
  return preferences;
}
