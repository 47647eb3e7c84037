import fs from "node:fs";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"] as const;

/** A browser that is installed here, which is never downloaded; undefined without one (`apt-get install chromium`). */
export const chromiumPath: string | undefined = usual.find((file) => fs.existsSync(file));

/** It talks to nobody but the pages that it opens; root has no sandbox of its own. */
export const chromiumArguments: readonly string[] = ["--disable-background-networking", "--disable-component-update", "--disable-sync", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
