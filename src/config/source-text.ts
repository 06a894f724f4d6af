/**
 * A source in one text: `VENUE:SYM[,SYM…][@DEPTH][?option=value&…]`, `simulator[?…]`, `file:PATH[?…]`.
 * Owns the notation, not the names: which venues and options there are is the runtime's to say. Cold.
 */

export interface SourceText {
  /** `binance`, `kraken`, …, or `simulator` or `file`. */
  readonly venue: string;
  /** As written, in the venue's notation or in ours. */
  readonly symbols: readonly string[];
  /** Levels a side. */
  readonly depth: number | undefined;
  /** Of `file`. */
  readonly path: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

/** What is wrong with a text: the part, and the way out. */
export interface SourceTextProblem {
  readonly problem: string;
}

const VENUE_PATTERN = /^[a-z][a-z0-9_-]*$/;
const OPTION_NAME_PATTERN = /^[a-z][A-Za-z0-9]*$/;
const DEPTH_PATTERN = /^[1-9]\d{0,5}$/;
/** What is no venue: several of them are several feeds. */
const OWN_SOURCES: ReadonlySet<string> = new Set(['simulator', 'file']);
const SYMBOL_BYTES_LIMIT = 48;

const problem = (text: string): SourceTextProblem => ({ problem: text });

/** @returns the parts, or what is wrong with the text. */
export function parseSourceText(text: string): SourceText | SourceTextProblem {
  // The first one: an option may be an address with a query of its own.
  const mark = text.indexOf('?');
  const head = mark < 0 ? text : text.slice(0, mark);
  const colon = head.indexOf(':');
  const venue = colon < 0 ? head : head.slice(0, colon);
  const rest = colon < 0 ? undefined : head.slice(colon + 1);
  if (!VENUE_PATTERN.test(venue))
    return problem(
      `${quoted(venue)} is no name of a venue: a source is VENUE:SYM,SYM or simulator or file:PATH, names in lower case`,
    );
  const options = parseOptions(mark < 0 ? '' : text.slice(mark + 1));
  if ('problem' in options) return options;
  const base = { venue, symbols: [], depth: undefined, path: undefined, options };
  if (venue === 'file') {
    if (!rest) return problem('names no file: write file:PATH');
    return { ...base, path: rest };
  }
  if (venue === 'simulator') {
    if (rest !== undefined)
      return problem('the simulator takes no symbols by name: write simulator?symbols=50');
    return base;
  }
  return rest === undefined ? base : withSymbols(base, rest);
}

function withSymbols(base: SourceText, rest: string): SourceText | SourceTextProblem {
  const at = rest.lastIndexOf('@');
  const depthText = at < 0 ? undefined : rest.slice(at + 1);
  if (depthText !== undefined && !DEPTH_PATTERN.test(depthText))
    return problem(
      `the depth ${quoted(depthText)} is no whole number of levels: write ${base.venue}:${rest.slice(0, at)}@50, or leave @… away`,
    );
  const symbols = (at < 0 ? rest : rest.slice(0, at)).split(',');
  for (const [index, symbol] of symbols.entries()) {
    if (symbol === '')
      return problem(
        `symbol ${index + 1} is empty: write the symbols behind ${base.venue}: with a comma between them, no spaces`,
      );
    if (Buffer.byteLength(symbol) > SYMBOL_BYTES_LIMIT)
      return problem(`the symbol ${quoted(symbol)} is longer than ${SYMBOL_BYTES_LIMIT} bytes`);
    if (symbols.indexOf(symbol) !== index)
      return problem(`the symbol ${quoted(symbol)} is named twice: leave one away`);
  }
  return { ...base, symbols, depth: depthText === undefined ? undefined : Number(depthText) };
}

function parseOptions(text: string): ReadonlyMap<string, string> | SourceTextProblem {
  const options = new Map<string, string>();
  if (text === '') return options;
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!OPTION_NAME_PATTERN.test(name) || equals < 0)
      return problem(`${quoted(part)} is no option: write ?name=value&name=value`);
    if (options.has(name)) return problem(`the option ${name} is given twice: leave one away`);
    try {
      options.set(name, decodeURIComponent(part.slice(equals + 1)));
    } catch {
      return problem(
        `the value of the option ${name} is not percent-encoded as UTF-8: write %25 for a percent sign, %26 for &`,
      );
    }
  }
  return options;
}

/** Each FIX counterparty is a feed of its own. */
const counterpartyOf = ({ venue, options }: SourceText): string =>
  `${venue}:${options.get('venue') ?? options.get('counterparty') ?? options.get('target')?.toLowerCase() ?? ''}`;

/** Feed threads that these texts ask for: one a venue or counterparty, one for each simulator and file. */
export function feedCountOf(texts: readonly string[]): number {
  const feeds = texts.map((text) => {
    const parsed = parseSourceText(text);
    if ('problem' in parsed || OWN_SOURCES.has(parsed.venue)) return text;
    return parsed.venue === 'fix' ? counterpartyOf(parsed) : parsed.venue;
  });
  return Math.max(1, new Set(feeds).size);
}

const quoted = (text: string): string => JSON.stringify(text);
