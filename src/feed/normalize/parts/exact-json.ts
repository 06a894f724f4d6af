/**
 * JSON as values in which a number stays the text that the venue wrote: for venues that send prices as
 * bare numbers, whose digits JSON.parse would round. Nested deeper than the limit, or no JSON: undefined.
 * Of equal keys the last one counts, as in JSON.parse. Cold path; allocates.
 */

/** A bare number of a message, exactly as it was written. */
export class JsonNumber {
  constructor(readonly text: string) {}

  /** The number as an id; NaN when it is none that a double holds exactly. */
  get id(): number {
    const value = INTEGER.test(this.text) ? Number(this.text) : NaN;
    return Number.isSafeInteger(value) ? value : NaN;
  }
}

/** Objects and arrays inside one another; no venue comes near. */
export const JSON_DEPTH_LIMIT = 64;

const INTEGER = /^\d+$/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANK = /[ \t\n\r]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Below it are the control characters, which JSON forbids inside strings. */
const BLANK_CODE = 0x20;

export function parseExactJson(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value(0);
  return reader.atEnd() ? value : undefined;
}

class Reader {
  private at = 0;
  private isBroken = false;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.skip(BLANK);
    return !this.isBroken && this.at === this.text.length;
  }

  value(depth: number): unknown {
    this.skip(BLANK);
    switch (this.text[this.at]) {
      case '{':
        return depth < JSON_DEPTH_LIMIT ? this.object(depth + 1) : this.broken();
      case '[':
        return depth < JSON_DEPTH_LIMIT ? this.array(depth + 1) : this.broken();
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default: {
        const number = this.skip(NUMBER);
        return number === '' ? this.broken() : new JsonNumber(number);
      }
    }
  }

  private object(depth: number): unknown {
    const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    this.at++;
    this.skip(BLANK);
    if (this.take('}')) return fields;
    for (;;) {
      this.skip(BLANK);
      const key = this.string();
      this.skip(BLANK);
      if (typeof key !== 'string' || !this.take(':')) return this.broken();
      fields[key] = this.value(depth);
      this.skip(BLANK);
      if (this.isBroken) return undefined;
      if (this.take('}')) return fields;
      if (!this.take(',')) return this.broken();
    }
  }

  private array(depth: number): unknown {
    const items: unknown[] = [];
    this.at++;
    this.skip(BLANK);
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value(depth));
      this.skip(BLANK);
      if (this.isBroken) return undefined;
      if (this.take(']')) return items;
      if (!this.take(',')) return this.broken();
    }
  }

  /** Scanned by hand: a pattern would need a stack as deep as the string is long. */
  private string(): unknown {
    const { text } = this;
    if (text[this.at] !== '"') return this.broken();
    const from = this.at;
    let isPlain = true;
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return isPlain ? text.slice(from + 1, at) : this.escaped(text.slice(from, at + 1));
      }
      if (code < BLANK_CODE) return this.broken();
      if (code !== BACKSLASH) continue;
      isPlain = false;
      at++;
    }
    return this.broken();
  }

  private escaped(quoted: string): unknown {
    try {
      return JSON.parse(quoted) as unknown;
    } catch {
      // An escape that JSON does not have: the message is no JSON.
      return this.broken();
    }
  }

  private word(word: string, value: unknown): unknown {
    if (!this.text.startsWith(word, this.at)) return this.broken();
    this.at += word.length;
    return value;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** What the pattern matches here, passed over. */
  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0] ?? '';
    this.at += match.length;
    return match;
  }

  private broken(): undefined {
    this.isBroken = true;
    return undefined;
  }
}
