/**
 * Which of several connections a book of levels is built from, for one symbol of a venue that begins each
 * subscription with an image. With one line there is one owner, and a connection that replaces it takes
 * over with its own image; with more, every line keeps a copy and the best stands by (hot-standby.ts).
 * Owns who is live; sends and emits nothing itself. Feed thread.
 */
import { HotStandby, type Loss } from './hot-standby.js';
import type { LevelRows } from './level-rows.js';
import { ShadowBook } from './shadow-book.js';
import type { StandbyTable } from './standby-counts.js';

/** Each book has all levels that the venue has. */
const NO_DEPTH_LIMIT = 0;

export class LineBooks {
  private readonly standby: HotStandby<ShadowBook> | undefined;
  /** Without a standby: the connection that the book is built from, '' for none. */
  private owner = '';
  private isReady = false;

  constructor(lineCount: number, table: StandbyTable) {
    if (lineCount > 1) {
      this.standby = new HotStandby(() => new ShadowBook(NO_DEPTH_LIMIT), table);
    }
  }

  /** The connection that the events come from; '' while there is no book. */
  get liveConnection(): string {
    if (this.standby) return this.standby.liveConnection;
    return this.isReady ? this.owner : '';
  }

  /** The live line's copy, to be sent as an image; only where lines stand by. */
  get liveBook(): LevelRows {
    return this.standby!.liveBook;
  }

  /** The connection's book has had its image. */
  hasCopy(connection: string): boolean {
    if (this.standby) return this.standby.isReady(connection);
    return this.isReady && this.owner === connection;
  }

  /**
   * An image has come over a connection.
   * @param replaces whether the connection is to replace another one.
   * @returns whether it is the book now: then it is to be emitted.
   */
  image(connection: string, letter: string, rows: LevelRows, replaces: boolean): boolean {
    const { standby } = this;
    if (standby === undefined) {
      if (this.isReady && this.owner !== connection && !replaces) return false;
      this.owner = connection;
      this.isReady = true;
      return true;
    }
    const { book } = standby.line(connection, letter);
    book.clear();
    book.apply(rows);
    const isLive = standby.completed(connection);
    if (isLive || !replaces) return isLive;
    standby.handOver(connection);
    return true;
  }

  /** Changes have come over a connection. @returns whether they are the book's: then they are to be emitted. */
  update(connection: string, letter: string, rows: LevelRows): boolean {
    const { standby } = this;
    if (standby === undefined) return this.isReady && this.owner === connection;
    const line = standby.line(connection, letter);
    if (!line.isReady) return false;
    line.book.apply(rows);
    return standby.isLive(connection);
  }

  /** After an image or changes. @returns the connection whose copy has stood apart for too long, if one has. */
  differing(connection: string, letter: string, nowNs: number): string | undefined {
    const { standby } = this;
    if (standby === undefined) return undefined;
    const line = standby.line(connection, letter);
    if (!line.isReady) return undefined;
    const { hashLow, hashHigh } = line.book;
    const standing = standby.stands(connection, hashLow, hashHigh, nowNs);
    return standing === 'together' ? undefined : standby.differing;
  }

  /** The connection's book cannot be trusted any more. */
  lost(connection: string): Loss {
    if (this.standby) return this.standby.lost(connection);
    if (this.owner !== connection || !this.isReady) return 'not-live';
    this.isReady = false;
    return 'dark';
  }

  /** The connection is gone. */
  remove(connection: string): Loss {
    if (this.standby) return this.standby.remove(connection);
    const loss = this.lost(connection);
    if (this.owner === connection) this.owner = '';
    return loss;
  }

  /** No line has a book any more. */
  clear(): void {
    this.standby?.clear();
    this.isReady = false;
  }
}
