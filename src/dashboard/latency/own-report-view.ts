/**
 * What the server tells this page about its own connection. Owns the subscription, which lasts while
 * somebody looks, and the drawing of its reports. Runs in the browser.
 */
import type { BookcastClient, LatencyReport, LatencySubscription } from '../../client/index.js';
import { durationText } from '../duration-text.js';
import { pageElement, setText } from '../page-element.js';
import { drawTable } from './number-table.js';
import { balanceText, ledgerRows, ownStageRows } from './own-report.js';
import { drawPairs } from './pair-list.js';

/** As often as is readable, or as the server allows. */
const EVERY_MS_MIN = 1_000;

export class OwnReportView {
  private readonly state = pageElement('own-state', HTMLElement);
  private readonly rows = pageElement('own-rows', HTMLElement);
  private readonly balance = pageElement('own-balance', HTMLElement);
  private readonly ledger = pageElement('own-ledger', HTMLElement);
  private subscription: LatencySubscription | undefined;
  private isShown = false;
  /** Undefined before the first hello. */
  private everyMs: number | undefined;

  constructor(private readonly client: BookcastClient) {}

  /** @param limits of the server's hello. */
  greet(limits: Readonly<Record<string, number>>): void {
    this.everyMs ??= Math.max(EVERY_MS_MIN, limits['reportMs'] ?? 0);
    this.subscribe();
  }

  show(isShown: boolean): void {
    this.isShown = isShown;
    this.subscribe();
  }

  private subscribe(): void {
    const { everyMs, isShown } = this;
    if (isShown === (this.subscription !== undefined)) return;
    if (!isShown) {
      this.subscription?.unsubscribe();
      this.subscription = undefined;
    } else if (everyMs !== undefined) {
      this.subscription = this.client.subscribeLatency({ everyMs }, (report) => this.draw(report));
      this.subscription.ready.catch((error: Error) => setText(this.state, error.message));
    }
  }

  private draw(report: LatencyReport): void {
    setText(this.state, `told in band over the last ${durationText(report.intervalNs)}`);
    drawTable(this.rows, ownStageRows(report));
    setText(this.balance, balanceText(report));
    drawPairs(this.ledger, ledgerRows(report));
  }
}
