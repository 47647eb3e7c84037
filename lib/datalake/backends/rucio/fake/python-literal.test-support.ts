/** What a Python literal of a search filter holds. */
export type PythonValue = string | number | boolean | null | PythonValue[] | { [key: string]: PythonValue };

/**
 * Reads a Python literal as `ast.literal_eval` does, as far as filters go: lists, dicts with text keys, text with its
 * escapes, numbers, True, False, None. Everything else is refused, as a server would.
 * Source: The Python Language Reference, 2.4.1, 'String and Bytes literals'.
 */
export function readPythonLiteral(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const escapes: Record<string, string> = { "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const hexLength: Record<string, number> = { x: 2, u: 4, U: 8 };

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  value(): PythonValue {
    this.blanks();
    const first = this.text[this.at];
    if (first === "[") return this.list("]", () => this.value());
    if (first === "{") return Object.fromEntries(this.list("}", () => this.entry()));
    if (first === "'" || first === '"') return this.quoted();
    const word = /^(True|False|None|-?\d+(\.\d+)?(e[+-]?\d+)?)/i.exec(this.text.slice(this.at))?.[0];
    if (word === undefined) throw new SyntaxError(`no literal at ${this.at}: ${this.text.slice(this.at, this.at + 20)}`);
    this.at += word.length;
    if (word === "True" || word === "False") return word === "True";
    return word === "None" ? null : Number(word);
  }

  end(): void {
    this.blanks();
    if (this.at < this.text.length) throw new SyntaxError(`more than one literal, from ${this.at} on`);
  }

  private entry(): [string, PythonValue] {
    this.blanks();
    const key = this.quoted();
    this.take(":");
    return [key, this.value()];
  }

  private list<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    this.at++;
    for (this.blanks(); this.text[this.at] !== close; this.blanks()) {
      if (items.length > 0) this.take(",");
      items.push(item());
    }
    this.at++;
    return items;
  }

  private quoted(): string {
    const quote = this.text[this.at++];
    if (quote !== "'" && quote !== '"') throw new SyntaxError(`text was expected at ${this.at - 1}`);
    let found = "";
    for (; this.text[this.at] !== quote; this.at++) {
      const character = this.text[this.at];
      if (character === undefined || character === "\n" || character === "\r") throw new SyntaxError("text that does not end");
      found += character === "\\" ? this.escape() : character;
    }
    this.at++;
    return found;
  }

  private escape(): string {
    const kind = this.text[++this.at] ?? "";
    const simple = escapes[kind];
    if (simple !== undefined) return simple;
    const length = hexLength[kind];
    const digits = this.text.slice(this.at + 1, this.at + 1 + (length ?? 0));
    if (length === undefined || digits.length < length || !/^[0-9a-f]+$/i.test(digits)) throw new SyntaxError(`an escape that is none: \\${kind}${digits}`);
    this.at += length;
    return String.fromCodePoint(Number.parseInt(digits, 16));
  }

  private take(wanted: string): void {
    this.blanks();
    if (this.text[this.at] !== wanted) throw new SyntaxError(`'${wanted}' was expected at ${this.at}`);
    this.at++;
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }
}
