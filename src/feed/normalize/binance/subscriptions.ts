/**
 * Which symbols were subscribed to, as far as the connection's address and our own requests tell.
 * While nothing is known, every symbol may come. Bounded by the number of symbols.
 */

export class Subscriptions {
  private readonly symbols = new Set<string>();
  /** An all-market stream was subscribed to, or more symbols than the limit. */
  private everything = false;

  constructor(private readonly symbolLimit: number) {}

  admits(symbol: string): boolean {
    return this.everything || this.symbols.size === 0 || this.symbols.has(symbol);
  }

  /** `…/stream?streams=a@depth/b@trade` or `…/ws/a@depth/b@trade`. */
  addAddress(address: string): void {
    const query = /[?&]streams=([^&#]*)/.exec(address);
    const path = /\/ws\/([^?#]+)/.exec(address);
    const list = query?.[1] ?? path?.[1];
    if (list !== undefined) this.addStreams(list.split('/'));
  }

  /** `{"method":"SUBSCRIBE","params":["a@depth"]}`; anything else is not ours to know. */
  addRequest(request: unknown): void {
    if (typeof request !== 'object' || request === null) return;
    const { method, params } = request as Record<string, unknown>;
    if (method !== 'SUBSCRIBE' || !Array.isArray(params)) return;
    this.addStreams(params.filter((each): each is string => typeof each === 'string'));
  }

  private addStreams(streams: readonly string[]): void {
    for (const stream of streams) {
      const at = stream.indexOf('@');
      if (stream.startsWith('!') || this.symbols.size >= this.symbolLimit) this.everything = true;
      else if (at > 0) this.symbols.add(stream.slice(0, at).toUpperCase());
    }
  }
}
