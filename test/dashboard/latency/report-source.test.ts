import { describe, expect, it } from 'vitest';
import { IntervalHistory } from '../../../src/dashboard/latency/history.js';
import { ReportSource } from '../../../src/dashboard/latency/report-source.js';
import { sampleReport } from './sample-report.js';

const WHOLE = '/latency';
const NEWEST = '/latency/newest';

/** A server of which a page asks: it has so many intervals of a second, the last at `endMs`. */
class ServerDouble {
  readonly asked: string[] = [];
  intervalCount = 0;
  endMs = 900_000;
  problem: Error | undefined;

  readonly answer = (path: string): Promise<unknown> => {
    this.asked.push(path);
    if (this.problem !== undefined) return Promise.reject(this.problem);
    const intervalCount = path === NEWEST ? Math.min(8, this.intervalCount) : this.intervalCount;
    return Promise.resolve(sampleReport({ intervalCount, endMs: this.endMs }));
  };

  at(intervalCount: number, endMs: number): void {
    this.intervalCount = intervalCount;
    this.endMs = endMs;
  }
}

function made(): { server: ServerDouble; source: ReportSource; asked: () => string[] } {
  const server = new ServerDouble();
  return {
    server,
    source: new ReportSource(server.answer),
    asked: () => server.asked.splice(0),
  };
}

describe('the source of reports', () => {
  it('fetches all once, and then the news', async () => {
    const { server, source, asked } = made();
    server.at(200, 1_000_000);
    expect((await source.next()).intervals).toHaveLength(200);
    server.at(201, 1_001_000);
    expect((await source.next()).intervals).toHaveLength(8);
    await source.next();
    expect(asked()).toEqual([WHOLE, NEWEST, NEWEST]);
  });

  it('leaves no hole, however long nobody asked', async () => {
    for (const lateIntervals of [1, 7, 8, 9, 150]) {
      const { server, source } = made();
      const history = new IntervalHistory();
      server.at(100, 1_000_000);
      history.take(await source.next());
      server.at(100 + lateIntervals, 1_000_000 + lateIntervals * 1_000);
      history.take(await source.next());
      expect(history.intervals).toHaveLength(100 + lateIntervals);
      expect(history.slots().every(({ interval }) => interval !== undefined)).toBe(true);
    }
  });

  it('fetches all of a server that was restarted', async () => {
    const { server, source, asked } = made();
    server.at(100, 1_000_000);
    await source.next();
    server.at(12, 1_020_500);
    expect((await source.next()).intervals).toHaveLength(12);
    expect(asked()).toEqual([WHOLE, NEWEST, WHOLE]);
  });

  it('asks for all as long as there is nothing', async () => {
    const { server, source, asked } = made();
    await source.next();
    await source.next();
    expect(asked()).toEqual([WHOLE, WHOLE]);
    server.at(1, 901_000);
    await source.next();
    await source.next();
    expect(asked()).toEqual([WHOLE, NEWEST]);
  });

  it('goes on where it was after an answer that failed', async () => {
    const { server, source, asked } = made();
    server.at(100, 1_000_000);
    await source.next();
    server.problem = new TypeError('Failed to fetch');
    await expect(source.next()).rejects.toBe(server.problem);
    server.problem = undefined;
    server.at(101, 1_001_000);
    await source.next();
    expect(asked()).toEqual([WHOLE, NEWEST, NEWEST]);
  });
});
