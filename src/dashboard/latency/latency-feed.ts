/**
 * Asks for a latency report once per interval, again and again, a failure included. Owns the pace and
 * what is wrong with the last answer; a hidden page asks nothing. Runs in the browser.
 */
import { ReportError } from './checked-fields.js';
import type { LatencyReport } from './report.js';
import { ReportSource } from './report-source.js';

export type FeedStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'told'; readonly report: LatencyReport }
  | { readonly kind: 'failed'; readonly reason: string };

const FIRST_PERIOD_MS = 1_000;
const PERIOD_MS_MIN = 100;
const PERIOD_MS_MAX = 10_000;
const ANSWER_MS_LIMIT = 8_000;

/** The server answered, but with a status of failure. */
class AnswerError extends Error {}

/** For people: what went wrong, and what to do where there is something to do. */
export function failureText(error: unknown): string {
  if (error instanceof ReportError)
    return `/latency tells something else than this page reads: ${error.message}. Reload the page.`;
  if (error instanceof AnswerError) return error.message;
  if (error instanceof SyntaxError) return `/latency is no JSON: ${error.message}.`;
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `/latency has not answered within ${ANSWER_MS_LIMIT / 1_000} s.`;
  return 'The server does not answer /latency.';
}

async function fetchJson(path: string): Promise<unknown> {
  const answer = await fetch(path, { signal: AbortSignal.timeout(ANSWER_MS_LIMIT) });
  if (answer.ok) return answer.json();
  throw new AnswerError(`${path} was answered by ${answer.status} ${answer.statusText}.`);
}

export class LatencyFeed {
  status: FeedStatus = { kind: 'waiting' };
  private readonly source = new ReportSource(fetchJson);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isAsking = false;

  constructor(private readonly onStatus: (status: FeedStatus) => void) {
    document.addEventListener('visibilitychange', () => void this.ask());
  }

  start(): void {
    void this.ask();
  }

  private async ask(): Promise<void> {
    if (this.isAsking || document.hidden) return;
    this.isAsking = true;
    clearTimeout(this.timer);
    this.status = await this.fetchStatus();
    this.isAsking = false;
    const { status } = this;
    const periodMs = status.kind === 'told' ? status.report.intervalMs : FIRST_PERIOD_MS;
    this.timer = setTimeout(
      () => void this.ask(),
      Math.min(Math.max(periodMs, PERIOD_MS_MIN), PERIOD_MS_MAX),
    );
    this.onStatus(status);
  }

  private async fetchStatus(): Promise<FeedStatus> {
    try {
      return { kind: 'told', report: await this.source.next() };
    } catch (error) {
      return { kind: 'failed', reason: failureText(error) };
    }
  }
}
