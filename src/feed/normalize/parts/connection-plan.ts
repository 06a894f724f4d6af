/**
 * Which connections carry which symbols: groups of at most so many symbols, one connection per group
 * and line, each replaced before the venue ends its life. Owns the connections' names: line letter,
 * group number, and from the second generation on its number, as in `A1`, `B1`, `A1.2`.
 */
import type { ConnectCommand } from '../venue-normalizer.js';

export interface ConnectionPlanOptions {
  readonly symbols: readonly string[];
  readonly symbolsPerConnection: number;
  /** Connections that carry the same symbols, 1 or more. */
  readonly lines: number;
  /** Before the connections' names, where a venue has several plans. */
  readonly prefix?: string;
  /** The WebSocket address of a connection for these symbols. */
  readonly address: (symbols: readonly string[]) => string;
}

interface Planned {
  readonly name: string;
  readonly line: string;
  readonly group: number;
  readonly generation: number;
  /** The connection that this one replaces once all its symbols have joined. */
  readonly replaces: string | undefined;
  /** Symbols that have not joined yet; counted only for a replacement. */
  readonly missing: Set<string>;
}

export class ConnectionPlan {
  private readonly groups: (readonly string[])[] = [];
  private readonly planned = new Map<string, Planned>();

  constructor(private readonly options: ConnectionPlanOptions) {
    const { symbols, symbolsPerConnection } = options;
    for (let from = 0; from < symbols.length; from += symbolsPerConnection) {
      this.groups.push(symbols.slice(from, from + symbolsPerConnection));
    }
  }

  /** The connections of the first generation, line by line. */
  open(): ConnectCommand[] {
    const commands: ConnectCommand[] = [];
    for (let line = 0; line < this.options.lines; line++) {
      for (let group = 0; group < this.groups.length; group++) {
        commands.push(this.plan(String.fromCharCode(65 + line), group, 1, undefined));
      }
    }
    return commands;
  }

  /** Symbols to subscribe to on a connection; none for one that is not planned. */
  symbolsOf(connection: string): readonly string[] {
    const planned = this.planned.get(connection);
    return planned === undefined ? [] : this.groups[planned.group]!;
  }

  /** The planned connections that carry a symbol, the first line first. */
  carriersOf(symbol: string): string[] {
    const carriers = [...this.planned.values()].filter((each) =>
      this.groups[each.group]!.includes(symbol),
    );
    return carriers.map((each) => each.name);
  }

  /** The line letter of a connection; its name where it is not planned. */
  lineOf(connection: string): string {
    return this.planned.get(connection)?.line ?? connection;
  }

  /** A second connection beside one whose life ends. @returns undefined when it has one already. */
  rotate(connection: string): ConnectCommand | undefined {
    const old = this.planned.get(connection);
    if (old === undefined || this.successorOf(connection) !== undefined) return undefined;
    return this.plan(old.line, old.group, old.generation + 1, connection);
  }

  /**
   * The symbol's messages of this connection join on to its book.
   * @returns the connection that is not needed any more, once.
   */
  joined(connection: string, symbol: string): string | undefined {
    const planned = this.planned.get(connection);
    if (planned?.replaces === undefined || planned.missing.size === 0) return undefined;
    planned.missing.delete(symbol);
    if (planned.missing.size > 0) return undefined;
    this.planned.delete(planned.replaces);
    return planned.replaces;
  }

  /** The connection that this one is to replace, as long as it waits for some of its symbols. */
  replacedBy(connection: string): string | undefined {
    return this.isJoining(connection) ? this.planned.get(connection)!.replaces : undefined;
  }

  /** Whether the connection still waits for some of its symbols before it replaces another. */
  isJoining(connection: string): boolean {
    const planned = this.planned.get(connection);
    return planned?.replaces !== undefined && planned.missing.size > 0;
  }

  /** The symbols that the connection still waits for before it replaces another. */
  missing(connection: string): readonly string[] {
    return this.isJoining(connection) ? [...this.planned.get(connection)!.missing] : [];
  }

  private successorOf(connection: string): Planned | undefined {
    return [...this.planned.values()].find((each) => each.replaces === connection);
  }

  private plan(
    line: string,
    group: number,
    generation: number,
    replaces: string | undefined,
  ): ConnectCommand {
    const name = `${this.options.prefix ?? ''}${line}${group + 1}${generation === 1 ? '' : `.${generation}`}`;
    const symbols = this.groups[group]!;
    const missing = new Set(replaces === undefined ? [] : symbols);
    this.planned.set(name, { name, line, group, generation, replaces, missing });
    return { kind: 'connect', connection: name, address: this.options.address(symbols) };
  }
}
