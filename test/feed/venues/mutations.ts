/**
 * What can happen to one message of a venue on its way, and what becomes of the book then: seeded, the
 * same for every venue. A venue brings its messages and a bench; the outcome is measured, counted by
 * mutation, and compared with the table in the venue's page.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Outcome =
  /** The book was declared STALE, rebuilt, and is the venue's again. */
  | 'detected'
  /** The message was refused and counted; nothing of the book depended on it. */
  | 'refused'
  /** The book was the venue's at every message. */
  | 'harmless'
  /** The book differed from the venue's while it was called LIVE. */
  | 'unseen';

const OUTCOMES: readonly Outcome[] = ['detected', 'refused', 'harmless', 'unseen'];

export type Random = () => number;

/** A small seeded generator (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a mutation makes of the messages from the struck one on; it may take the next one, too. */
export type Mutation = (struck: string, next: string, random: Random) => readonly string[];

/** Another digit in one of the places that `pattern` finds (its first group). */
export function flip(pattern: RegExp): Mutation {
  const indexed = new RegExp(pattern, `${pattern.flags}d`);
  return (struck, next, random) => {
    const matches = [...struck.matchAll(indexed)].filter((match) => /\d/.test(match[1]!));
    const match = matches[Math.floor(random() * matches.length)];
    if (match === undefined) return [struck, next];
    const start = match.indices![1]![0];
    const places = [...match[1]!].flatMap((each, at) => (/\d/.test(each) ? [start + at] : []));
    const at = places[Math.floor(random() * places.length)]!;
    const digit = (Number(struck[at]) + 1 + Math.floor(random() * 9)) % 10;
    return [struck.slice(0, at) + digit + struck.slice(at + 1), next];
  };
}

/** One of the places that `pattern` finds (its first group) becomes another text. */
export function replace(pattern: RegExp, texts: readonly string[]): Mutation {
  const indexed = new RegExp(pattern, `${pattern.flags}d`);
  return (struck, next, random) => {
    const matches = [...struck.matchAll(indexed)];
    const match = matches[Math.floor(random() * matches.length)];
    if (match === undefined) return [struck, next];
    const at = match.indices![1]![0];
    const text = texts[Math.floor(random() * texts.length)]!;
    return [struck.slice(0, at) + text + struck.slice(at + match[1]!.length), next];
  };
}

/** Those that need to know nothing of a venue's fields. */
export const COMMON_MUTATIONS: Readonly<Record<string, Mutation>> = {
  dropped: (_struck, next) => [next],
  'told twice': (struck, next) => [struck, struck, next],
  'told again later': (struck, next) => [struck, next, struck],
  'swapped with the next': (struck, next) => [next, struck],
  'cut off': (struck, next, random) => [
    struck.slice(0, 1 + Math.floor(random() * (struck.length - 1))),
    next,
  ],
  'one character lost': (struck, next, random) => {
    // A structural character: what remains is no JSON.
    const places = [...struck].flatMap((each, at) => ('{}[]"'.includes(each) ? [at] : []));
    const at = places[Math.floor(random() * places.length)]!;
    return [struck.slice(0, at) + struck.slice(at + 1), next];
  },
  'nested 100,000 deep': (_struck, next) => ['['.repeat(1e5) + ']'.repeat(1e5), next],
};

export interface MutationBench {
  receive(text: string): void;
  /** Enough time passes for every check and every resync. */
  settle(): void;
  /** Whether any book was STALE since the last call. */
  takeStale(): boolean;
  refusedCount(): number;
  /** Whether every LIVE book is the venue's, at what the venue has said so far. */
  isRight(): boolean;
  isLive(): boolean;
}

export interface MutationRun {
  readonly bench: MutationBench;
  /** The venue's next message of the struck symbol; the venue's book moves with it. */
  next(): string;
}

const MESSAGES_BEFORE = 8;
const MESSAGES_AFTER = 6;

/** One message mutated in a fresh run. @throws when a detected book was not rebuilt. */
export function outcomeOf(
  { bench, next }: MutationRun,
  mutation: Mutation,
  random: Random,
): Outcome {
  const before = MESSAGES_BEFORE + Math.floor(random() * MESSAGES_BEFORE);
  for (let i = 0; i < before; i++) bench.receive(next());
  bench.settle();
  if (bench.takeStale() || !bench.isRight() || !bench.isLive()) throw new Error('wrong before');
  const refusedBefore = bench.refusedCount();
  for (const text of bitten(bench, next, mutation, random)) bench.receive(text);
  let wasWrong = !bench.isRight();
  for (let i = 0; i < MESSAGES_AFTER; i++) {
    bench.receive(next());
    wasWrong ||= !bench.isRight();
  }
  bench.settle();
  const isRefused = bench.refusedCount() > refusedBefore;
  if (bench.takeStale()) {
    bench.receive(next());
    if (!bench.isRight() || !bench.isLive()) throw new Error('detected, and not rebuilt');
    return 'detected';
  }
  if (wasWrong || !bench.isRight()) return 'unseen';
  return isRefused ? 'refused' : 'harmless';
}

/** What is delivered of the first two messages that the mutation changes. */
function bitten(
  bench: MutationBench,
  next: () => string,
  mutation: Mutation,
  random: Random,
): readonly string[] {
  for (;;) {
    const messages = [next(), next()] as const;
    const delivered = mutation(...messages, random);
    if (delivered.join('\n') !== messages.join('\n')) return delivered;
    for (const text of messages) bench.receive(text);
  }
}

/** Every mutation `each` times. @returns the rows of the venue's table. */
export function measure(
  mutations: Readonly<Record<string, Mutation>>,
  each: number,
  start: (random: Random) => MutationRun,
): { rows: string[]; total: number; counts: Map<string, Record<Outcome, number>> } {
  const counts = new Map<string, Record<Outcome, number>>();
  let total = 0;
  for (const [name, mutation] of Object.entries(mutations)) {
    const count: Record<Outcome, number> = { detected: 0, refused: 0, harmless: 0, unseen: 0 };
    for (let i = 0; i < each; i++) {
      const random = seeded(total++);
      try {
        count[outcomeOf(start(random), mutation, random)]++;
      } catch (error) {
        throw new Error(`${name}, seed ${total - 1}: ${String(error)}`, { cause: error });
      }
    }
    counts.set(name, count);
  }
  return { rows: outcomeRows(counts), total, counts };
}

/** As the pages have them. */
export const outcomeRows = (
  counts: ReadonlyMap<string, Readonly<Record<Outcome, number>>>,
): string[] =>
  [...counts].map(
    ([name, count]) =>
      `| ${name} | ${OUTCOMES.map((outcome) => count[outcome] || '').join(' | ')} |`,
  );

const docs = resolve(dirname(fileURLToPath(import.meta.url)), '../../../docs/venues');

/** The rows of the page's mutation table. */
export const documentedRows = (page: string): string[] => documentedTable(page, 'mutation');

/** The rows of the page's table whose heading row begins with that. */
export function documentedTable(page: string, heading: string): string[] {
  const lines = readFileSync(resolve(docs, page), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.split('|')[1]?.trim() === heading);
  const rows: string[] = [];
  for (const line of lines.slice(from + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      `| ${line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
        .join(' | ')} |`,
    );
  }
  return rows;
}
