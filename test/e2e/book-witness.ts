/** An SDK client that writes down every content a book stream had, to be compared with what others show. */
import { connect, type BookcastClient } from '../../src/client/index.js';
import type { ShownBook } from './opened-page.js';

type Content = Pick<ShownBook, 'bids' | 'asks'>;

export class BookWitness {
  private readonly contents = new Map<string, Content>();
  private readonly client: BookcastClient;
  private readonly waiting = new Map<string, (content: Content) => void>();

  constructor(
    url: string,
    private readonly name: string,
    private readonly depth: 10 | 50,
  ) {
    this.client = connect(url);
  }

  /** Resolves once it sees the stream: whatever comes from now on is written down. */
  async ready(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.client.subscribe(
        { channel: 'book', depth: this.depth, instruments: [this.name] },
        ({ stream }) => {
          if (!stream.inSync) return;
          const rungs = (levels: readonly { price: string; quantity: string }[]) =>
            levels.map(({ price, quantity }) => ({ price, quantity }));
          const content = {
            bids: rungs(stream.book!.bidLevels()),
            asks: rungs(stream.book!.askLevels()),
          };
          const position = `${stream.epoch} ${stream.seq}`;
          this.contents.set(position, content);
          this.waiting.get(position)?.(content);
          resolve();
        },
      );
    });
  }

  /** The content at a position that the stream has had or will have. */
  async at(position: string): Promise<Content> {
    return (
      this.contents.get(position) ??
      new Promise((resolve) => {
        this.waiting.set(position, resolve);
      })
    );
  }

  close(): void {
    this.client.close();
  }
}
