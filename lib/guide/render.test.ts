import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { guidePages } from "./pages";
import { renderMarkdown, renderPage } from "./render";

describe("documentation", () => {
  it.each(guidePages)("$slug is there, begins with a heading, and leads nowhere that is not there", async (page) => {
    const { html } = await renderPage(page);
    expect(html).toMatch(/^<h1>/);
    for (const [, slug, anchor] of html.matchAll(/href="\/docs\/([^"#]+)(?:#([^"]+))?"/g)) {
      const target = guidePages.find((each) => each.slug === slug);
      expect(target, slug).toBeDefined();
      if (anchor) expect((await renderPage(target!)).html).toContain(`id="${anchor}"`);
    }
    for (const [, source] of html.matchAll(/<img src="([^"]+)"/g)) expect(fs.existsSync(path.join("public", source!)), source).toBe(true);
  });

  it("has its pictures made by the journeys", async () => {
    const shown = new Set<string>();
    for (const page of guidePages) for (const [, name] of (await renderPage(page)).html.matchAll(/<img src="\/guide\/([a-z-]+)\.png"/g)) shown.add(name!);
    const journeys = fs.readdirSync("e2e/journeys").map((file) => fs.readFileSync(path.join("e2e/journeys", file), "utf8")).join("\n");
    const made = new Set([...journeys.matchAll(/guidePicture\(\w+, "([a-z-]+)"\)/g)].map(([, name]) => name));
    expect([...shown].sort()).toEqual([...made].sort());
  });
});

describe("Markdown", () => {
  it("leads to pages of the portal, and keeps the words of links to what the repository alone has", () => {
    const { html } = renderMarkdown("[the rules](../embargo.md#two-rights) and [why](../decisions/0001-x.md) and [out](https://gammapy.org)", "guide/pi.md");
    expect(html).toBe('<p><a href="/docs/embargo#two-rights">the rules</a> and why and <a href="https://gammapy.org">out</a></p>\n');
  });
  it("shows raw HTML as text", () => {
    expect(renderMarkdown('a <img src=x onerror="alert(1)"> b', "x.md").html).not.toContain("<img");
    expect(renderMarkdown("[x](javascript:alert(1))", "x.md").html).toBe("<p>x</p>\n");
  });
  it("names its sections", () => {
    expect(renderMarkdown("# A\n## Who sees `what`, when\n### c", "x.md").sections).toEqual([{ id: "who-sees-what-when", text: "Who sees what, when" }]);
  });
});
