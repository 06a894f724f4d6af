/**
 * Subscriptions as the server knows them: which request asked for which, sent again on every
 * connection, withdrawn when the user leaves. Owns their ids and the waiting for answers; must never
 * deliver an update.
 */
import type { BookcastError } from './errors.js';
import type { SubscribeRetries } from './subscribe-retries.js';
import type { Subscription } from './subscription.js';

export class SubscriptionRequests {
  private readonly byId = new Map<number, Subscription>();
  private readonly leaving = new Map<number, () => void>();

  /** @param send loses what it gets where there is no connection. */
  constructor(
    private readonly nextId: () => number,
    private readonly send: (request: object) => void,
    private readonly retries: SubscribeRetries,
  ) {}

  values(): IterableIterator<Subscription> {
    return this.byId.values();
  }

  add(subscription: Subscription): void {
    const id = this.nextId();
    this.byId.set(id, subscription);
    this.ask(id, subscription);
  }

  /** On a new connection. */
  sendAll(): void {
    for (const [id, subscription] of this.byId) this.ask(id, subscription);
  }

  confirm(id: number): void {
    this.byId.get(id)?.confirm();
  }

  /** The server has answered an unsubscribe. */
  left(id: number): void {
    this.leaving.get(id)?.();
  }

  /** What was granted once is asked for again later; what never was, is over. */
  refuse(id: number, error: BookcastError): void {
    this.left(id);
    const subscription = this.byId.get(id);
    if (subscription === undefined) return;
    if (subscription.answered) {
      this.retries.schedule(() => {
        if (this.byId.has(id)) this.ask(id, subscription);
      });
      return;
    }
    this.byId.delete(id);
    subscription.refuse(error);
  }

  /** @returns false where it is over already. */
  delete(subscription: Subscription): boolean {
    const found = [...this.byId].find(([, each]) => each === subscription);
    return found !== undefined && this.byId.delete(found[0]);
  }

  /** Tells the server of one that is deleted. Resolves when it has answered, or cannot any more. */
  async leave(subscription: Subscription): Promise<void> {
    const instruments = this.unshared(subscription);
    if (instruments.length === 0) return;
    const id = this.nextId();
    await new Promise<void>((resolve) => {
      this.leaving.set(id, resolve);
      this.send({ op: 'unsubscribe', id, ...channelOf(subscription), instruments });
    });
    this.leaving.delete(id);
  }

  /** The connection is gone: no answer will come. */
  abandon(): void {
    for (const resolve of this.leaving.values()) resolve();
    this.leaving.clear();
  }

  /** For good. @param refusal for those that the server never answered, where there is no error. */
  end(error: BookcastError | undefined, refusal: () => BookcastError): void {
    for (const subscription of this.byId.values()) {
      if (subscription.answered) subscription.end(error);
      else subscription.refuse(error ?? refusal());
    }
    this.byId.clear();
  }

  private ask(id: number, subscription: Subscription): void {
    const { instruments } = subscription;
    this.send({ op: 'subscribe', id, ...channelOf(subscription), instruments });
  }

  /** A pattern that another subscription shares streams with stays subscribed at the server; its frames find no reader here. */
  private unshared({ slot, instruments }: Subscription): string[] {
    const others = [...this.byId.values()].filter((other) => other.slot === slot);
    return instruments.filter((pattern) => !others.some((other) => other.overlaps(pattern)));
  }
}

/** How a request says which streams of its instruments it means. */
const channelOf = ({ channel, depth }: Subscription): object =>
  channel === 'book' ? { channel, depth } : { channel };
