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

const EVERY_MS = 1_000;

export class OwnReportView {
  private readonly state = pageElement('own-state', HTMLElement);
  private readonly rows = pageElement('own-rows', HTMLElement);
  private readonly balance = pageElement('own-balance', HTMLElement);
  private readonly ledger = pageElement('own-ledger', HTMLElement);
  private subscription: LatencySubscription | undefined;

  constructor(private readonly client: BookcastClient) {}

  show(isShown: boolean): void {
    if (isShown === (this.subscription !== undefined)) return;
    if (isShown) {
      this.subscription = this.client.subscribeLatency({ everyMs: EVERY_MS }, (report) =>
        this.draw(report),
      );
      this.subscription.ready.catch((error: Error) => setText(this.state, error.message));
    } else {
      this.subscription?.unsubscribe();
      this.subscription = undefined;
    }
  }

  private draw(report: LatencyReport): void {
    setText(this.state, `told in band over the last ${durationText(report.intervalNs)}`);
    drawTable(this.rows, ownStageRows(report));
    setText(this.balance, balanceText(report));
    drawPairs(this.ledger, ledgerRows(report));
  }
}
