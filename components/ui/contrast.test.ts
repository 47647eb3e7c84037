import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(path.join(import.meta.dirname, "../../app/globals.css"), "utf8");
const tokens = new Map<string, { light: string; dark: string }>();
for (const [, name, light, dark] of css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
  if (name && light && dark) tokens.set(name, { light, dark });
}

/** Relative luminance of an sRGB colour, WCAG 2.2 section 1.4.3. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [darker = 0, lighter = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function token(name: string) {
  const found = tokens.get(name);
  if (!found) throw new Error(`app/globals.css defines no colour ${name}`);
  return found;
}

const text = ["ink", "muted", "accent", "accent-strong", "readable", "closed", "failed"];
const grounds = ["canvas", "panel", "raised"];
const pairs: [string, string, number][] = [
  ...text.flatMap((front) => grounds.map((ground): [string, string, number] => [front, ground, 4.5])),
  ...["readable", "closed", "failed"].flatMap((state): [string, string, number][] => [
    [state, `${state}-soft`, 4.5],
    ["ink", `${state}-soft`, 4.5],
    ["muted", `${state}-soft`, 4.5],
  ]),
  ["accent-strong", "accent-soft", 4.5],
  ["accent", "accent-soft", 4.5],
  ["ink", "accent-soft", 4.5],
  ["muted", "accent-soft", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["edge", "panel", 3],
  ["edge", "canvas", 3],
];

describe.each(["light", "dark"] as const)("contrast by %s (AA)", (theme) => {
  it.each(pairs)("%s on %s is at least %d", (front, ground, least) => {
    expect(contrast(token(front)[theme], token(ground)[theme])).toBeGreaterThanOrEqual(least);
  });
});
