import fs from "node:fs/promises";
import path from "node:path";
import { Marked, type Tokens } from "marked";
import { type GuidePage, guidePages } from "./pages";

/** A page as HTML, and its sections for a table of contents. */
export interface RenderedPage {
  readonly html: string;
  readonly sections: readonly { readonly id: string; readonly text: string }[];
}

const DOCS = path.join(process.cwd(), "docs");
const kept = new Map<string, Promise<RenderedPage>>();

/** Reads and renders one of the portal's own pages of documentation, once per process. @throws when its file is missing */
export function renderPage({ file }: GuidePage): Promise<RenderedPage> {
  let rendered = kept.get(file);
  if (!rendered) {
    rendered = fs.readFile(path.join(DOCS, file), "utf8").then((text) => renderMarkdown(text, file));
    // A file that could not be read is tried again by the next reader.
    rendered.catch(() => kept.delete(file));
    kept.set(file, rendered);
  }
  return rendered;
}

/**
 * Markdown as HTML whose links lead to the portal's own pages. Written for the files of docs/ alone: they are trusted, and
 * raw HTML in them is still shown as text.
 *
 * @param file below docs/, which relative links start from
 */
export function renderMarkdown(text: string, file: string): RenderedPage {
  const sections: { id: string; text: string }[] = [];
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }) => escaped(text),
      heading({ tokens, depth, text }) {
        const inner = this.parser.parseInline(tokens);
        const plain = text.replaceAll(/[`*_]/g, "");
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const id = plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
        if (depth === 2) sections.push({ id, text: plain });
        return `<h${depth} id="${id}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens);
        const target = targetOf(href, file);
        return target === null ? inner : `<a href="${escaped(target)}">${inner}</a>`;
      },
      image: ({ href, text }: Tokens.Image) => `<img src="${escaped(imageOf(href, file))}" alt="${escaped(text)}" loading="lazy">`,
      // What is too wide scrolls by itself, by keyboard too, and the page does not.
      code: ({ text }: Tokens.Code) => `<pre tabindex="0"><code>${escaped(text)}\n</code></pre>\n`,
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: "th" | "td") => `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
        return `<div class="wide" tabindex="0" role="group" aria-label="Table"><table><thead>${row(token.header, "th")}</thead><tbody>${token.rows.map((cells) => row(cells, "td")).join("")}</tbody></table></div>\n`;
      },
    },
  });
  return { html: marked.parse(text, { async: false }), sections };
}

/** Where a link leads in the portal; null for files that only the repository has. */
function targetOf(href: string, from: string): string | null {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href;
  const [file = "", anchor] = href.split("#");
  const found = guidePages.find((page) => page.file === path.posix.normalize(path.posix.join(path.posix.dirname(from), file)));
  return found ? `/docs/${found.slug}${anchor ? `#${anchor}` : ""}` : null;
}

/** Pictures lie in public/, which the portal serves at its root. */
function imageOf(href: string, from: string): string {
  const inRepository = path.posix.normalize(path.posix.join("docs", path.posix.dirname(from), href));
  return inRepository.replace(/^public/, "");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
