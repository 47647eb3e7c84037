import path from "node:path";
import { parseArgs } from "node:util";
import { newBannerId, readBannerFile, writeBannerFile } from "@/lib/announce/file";
import type { Banner } from "@/lib/announce/schemas";

// `npm run banner -- --text "Maintenance on Tuesday" [--from T] [--until T] [--warning]` announces something on every page;
// `npm run banner` lists what is announced, `npm run banner -- --remove ID` or `--clear` takes it away. Times are UTC,
// `2026-12-01T08:00`. The file is BANNER_FILE's, or the one that --file names.

const { values } = parseArgs({
  options: { text: { type: "string" }, from: { type: "string" }, until: { type: "string" }, warning: { type: "boolean" }, remove: { type: "string" }, clear: { type: "boolean" }, file: { type: "string" } },
});

function instant(name: string, text: string): string {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/.test(text) ? new Date(`${text.replace("Z", "")}${text.includes("T") ? "" : "T00:00"}Z`) : new Date(Number.NaN);
  if (Number.isNaN(iso.getTime())) throw new Error(`--${name} ${text} is no time: write it in UTC as 2026-12-01T08:00`);
  return iso.toISOString();
}

function made(): Banner {
  const from = values.from === undefined ? new Date().toISOString() : instant("from", values.from);
  const until = values.until === undefined ? null : instant("until", values.until);
  if (until !== null && until <= from) throw new Error("--until is before it begins");
  return { id: newBannerId(), text: values.text!.trim(), level: values.warning ? "warning" : "information", from, until };
}

try {
  const file = values.file ?? process.env.BANNER_FILE;
  if (!file) throw new Error("Which file? Set BANNER_FILE, as for the portal, or give --file");
  const before = await readBannerFile(file);
  if (values.remove !== undefined && !before.some(({ id }) => id === values.remove)) throw new Error(`Nothing with the id ${values.remove} is announced`);
  const after = values.clear ? [] : [...before.filter(({ id }) => id !== values.remove), ...(values.text === undefined ? [] : [made()])];
  if (after.length !== before.length || values.text !== undefined) await writeBannerFile(path.resolve(file), after);
  for (const { id, text, level, from, until } of after) console.log(`${id}  ${level}  ${from} to ${until ?? "its removal"}  ${text}`);
  if (after.length === 0) console.log("Nothing is announced");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
