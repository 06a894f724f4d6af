/**
 * Where an initiator's next attempt goes: through the list in its order; after a connection that served,
 * from the first one again. Owns the place in the list. Feed thread.
 */
import type { HostPort } from '../../fix/session/endpoint-settings.js';

export class HostList {
  private index = 0;
  private triedCount = 0;

  /** @param hosts in the order of preference; none for an acceptor. */
  constructor(private readonly hosts: readonly HostPort[]) {}

  get current(): HostPort {
    return this.hosts[this.index]!;
  }

  /** Whether the next attempt is at a host that this round has not tried: then it need not wait. */
  get isUntried(): boolean {
    return this.triedCount > 0 && this.triedCount < this.hosts.length;
  }

  served(): void {
    this.index = 0;
    this.triedCount = 0;
  }

  failed(): void {
    this.triedCount = (this.triedCount % this.hosts.length) + 1;
    this.index = (this.index + 1) % this.hosts.length;
  }
}
