/** The dashboard in a browser tab, as a person reads it: what it shows, asks for and complains about. */
import type { Browser, Page } from 'playwright-core';

export interface ShownRung {
  readonly price: string;
  readonly quantity: string;
}

export interface ShownBook {
  /** `epoch seq` of the book that is drawn. */
  readonly position: string;
  /** Best first, empty rows left out. */
  readonly bids: readonly ShownRung[];
  readonly asks: readonly ShownRung[];
  /** Without its word. */
  readonly spread: string;
}

const WAIT_MS = 50_000;
/** Looking at every animation frame would slow down what is looked at. */
const LOOK_EVERY = { polling: 100 } as const;

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

export class OpenedPage {
  /** Errors on the console and uncaught ones. */
  readonly errors: string[] = [];
  /** Hosts of every request and WebSocket. */
  readonly hosts = new Set<string>();

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(WAIT_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host));
    page.on('websocket', (socket) => this.hosts.add(new URL(socket.url()).host));
  }

  static async open(
    browser: Browser,
    url: string,
    viewport: { width: number; height: number },
  ): Promise<OpenedPage> {
    const opened = new OpenedPage(await browser.newPage({ viewport }));
    await opened.page.goto(url);
    return opened;
  }

  close(): Promise<void> {
    return this.page.close();
  }

  /** Resolves when the whole text of the element matches. */
  async shows(selector: string, pattern: RegExp): Promise<string> {
    await this.page.waitForFunction(
      ([where, source]) =>
        new RegExp(source!).test(document.querySelector(where!)?.textContent ?? ''),
      [selector, pattern.source],
      LOOK_EVERY,
    );
    return (await this.page.textContent(selector)) ?? '';
  }

  /** Resolves when both sides have at least so many levels. */
  async showsLevels(count: number): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const filled = (side: string): number =>
          Array.from(document.querySelectorAll(`.rung[data-side=${side}] .price`)).filter(
            (price) => price.textContent !== '',
          ).length;
        return filled('bid') >= wanted && filled('ask') >= wanted;
      },
      count,
      LOOK_EVERY,
    );
  }

  /** What is drawn now; all of it from one drawing. */
  async book(): Promise<ShownBook> {
    return this.page.evaluate(() => {
      const text = (selector: string): string =>
        document.querySelector(selector)?.textContent ?? '';
      const side = (name: string): ShownRung[] =>
        Array.from(document.querySelectorAll(`.rung[data-side=${name}]`))
          .map((rung) => ({
            price: rung.querySelector('.price')?.textContent ?? '',
            quantity: Array.from(rung.querySelectorAll('.size'), (size) => size.textContent).join(
              '',
            ),
          }))
          .filter((rung) => rung.price !== '');
      const [, epoch, seq] = /epoch (\S+) · seq ([\d,]+)/.exec(text('#book-facts')) ?? [];
      return {
        position: `${epoch} ${seq?.replaceAll(',', '')}`,
        bids: side('bid'),
        asks: side('ask').reverse(),
        spread: text('.spread').replace(/^spread (\S+?) ?mid.*$/, '$1'),
      };
    });
  }

  /** Resolves with the first book that stands elsewhere than the given position. */
  async bookAfter(position: string): Promise<ShownBook> {
    await this.page.waitForFunction(
      (before) => {
        const [, epoch, seq] =
          /epoch (\S+) · seq ([\d,]+)/.exec(
            document.querySelector('#book-facts')?.textContent ?? '',
          ) ?? [];
        return epoch !== undefined && `${epoch} ${seq!.replaceAll(',', '')}` !== before;
      },
      position,
      LOOK_EVERY,
    );
    return this.book();
  }

  /** Cells of the latency table, row by row, once every cell has a value. */
  async latencyRows(): Promise<string[][]> {
    await this.page.waitForFunction(
      () => {
        const cells = Array.from(document.querySelectorAll('#latency-rows td'));
        return cells.length > 0 && cells.every((cell) => /\d/.test(cell.textContent ?? ''));
      },
      undefined,
      LOOK_EVERY,
    );
    return this.page.evaluate(() =>
      Array.from(document.querySelectorAll('#latency-rows tr'), (row) =>
        Array.from(row.children, (cell) => cell.textContent ?? ''),
      ),
    );
  }

  /** Resolves when the page's own row is another than before. */
  async latencyRowsAfter(before: string): Promise<void> {
    await this.page.waitForFunction(
      (former) => {
        const row = document.querySelector('#latency-rows tr:last-child');
        return (
          row !== null && Array.from(row.children, (cell) => cell.textContent).join() !== former
        );
      },
      before,
      LOOK_EVERY,
    );
  }

  /** How wide the page is, and what reaches over its sides without being scrolled inside. */
  async overflow(): Promise<{ pageWidth: number; over: string[] }> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const over = Array.from(document.querySelectorAll('body *')).filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return (
          width > 0 && (left < 0 || right > clientWidth) && element.closest('.scroll') === null
        );
      });
      return { pageWidth: scrollWidth, over: over.map((each) => each.outerHTML.slice(0, 80)) };
    });
  }
}
