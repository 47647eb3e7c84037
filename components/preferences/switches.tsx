"use client";

import { usePreferences } from "@/components/preferences/context";
import { Segmented } from "@/components/ui/segmented";

const themeOptions = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

const coordinateOptions = [
  { value: "degrees", label: "Degrees" },
  { value: "sexagesimal", label: "Sexagesimal" },
] as const;

export function ThemeSwitch() {
  const { theme, setTheme } = usePreferences();
  return <Segmented legend="Theme" value={theme} options={themeOptions} onChange={setTheme} />;
}

export function CoordinatesSwitch({ hideLegend = false }: { hideLegend?: boolean }) {
  const { coordinates, setCoordinates } = usePreferences();
  return <Segmented legend="Coordinates" hideLegend={hideLegend} value={coordinates} options={coordinateOptions} onChange={setCoordinates} />;
}
