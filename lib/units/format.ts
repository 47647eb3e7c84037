/**
 * How numbers, sizes, durations and dates are written for people. The locale is fixed, so that the server and the
 * browser write the same text. Nothing here converts time scales: see `lib/units/time.ts`.
 */
const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fixed = [0, 1, 2, 3, 4, 5].map((n) => new Intl.NumberFormat("en", { minimumFractionDigits: n, maximumFractionDigits: n }));
const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 1 });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** What stands where a store gives no value. */
export const absent = "–";

/** `1284` → `1,284`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** `(1, "observation")` → `1 observation`, `(8, "observation")` → `8 observations`. */
export function formatCountOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** Fixed decimals with thousands separated; `absent` for null. */
export function formatFixed(value: number | null, digits: 0 | 1 | 2 | 3 | 4 | 5): string {
  if (value === null || !Number.isFinite(value)) return absent;
  const text = fixed[digits]?.format(value) ?? String(value);
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

function significant(value: number): string {
  if (value === 0) return "0";
  if (value >= 100) return formatFixed(value, 0);
  if (value >= 1) return formatFixed(value, 1);
  return rough.format(value);
}

/** A size in megabytes (10^6 bytes) as a bare number for a column headed MB. */
export function formatMegabytes(bytes: number): string {
  return significant(bytes / 1e6);
}

/** A size in MB or GB, powers of ten: `2.1 MB`, `3.2 GB`. */
export function formatBytes(bytes: number): string {
  const inMegabytes = bytes < 999.5e6;
  return `${significant(bytes / (inMegabytes ? 1e6 : 1e9))} ${inMegabytes ? "MB" : "GB"}`;
}

/** Seconds as minutes with one decimal, for a column headed min. */
export function formatMinutes(seconds: number | null): string {
  return seconds === null ? absent : formatFixed(seconds / 60, 1);
}

/** An elapsed time: `0.6 s`, `3 s`, `12 s`, `2 min 10 s`, `1 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** ISO 8601 UTC instant → `2026-11-20 13:14:52`. The place where it stands says UTC. */
export function formatDateTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 19).replace("T", " ");
}

/** ISO 8601 UTC instant → `2026-11-20`. */
export function formatDate(iso: string): string {
  return formatDateTime(iso).slice(0, 10);
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long before or after `nowMs` (Unix milliseconds) the instant is: `in 4 days`, `3 minutes ago`, `just now`. */
export function formatRelative(iso: string, nowMs: number): string {
  const seconds = (new Date(iso).getTime() - nowMs) / 1000;
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}
