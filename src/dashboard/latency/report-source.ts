/**
 * Reports one after another: all that the server keeps first, and then only what is new, which is a
 * hundredth of it. Owns the choice; a report that does not follow on the one before is fetched whole.
 * Runs everywhere.
 */
import { readReport, type LatencyReport } from './report.js';

const WHOLE_PATH = '/latency';
const NEWEST_PATH = '/latency/newest';

export class ReportSource {
  /** End of the newest interval that was told. */
  private newestMs: number | undefined;

  /** @param fetchJson the parsed body of a path's answer. */
  constructor(private readonly fetchJson: (path: string) => Promise<unknown>) {}

  /** @throws ReportError, and whatever the fetching throws; what was told before stays known. */
  async next(): Promise<LatencyReport> {
    let report = this.newestMs === undefined ? undefined : await this.ask(NEWEST_PATH);
    if (report === undefined || !this.follows(report)) report = await this.ask(WHOLE_PATH);
    this.newestMs = report.intervals.at(-1)?.endMs;
    return report;
  }

  private async ask(path: string): Promise<LatencyReport> {
    return readReport(await this.fetchJson(path));
  }

  /** Nothing can be missing between what is known and what is told. */
  private follows({ intervals }: LatencyReport): boolean {
    return intervals.some(({ endMs }) => endMs === this.newestMs);
  }
}
