/** A session's link whose every connection is shown to somebody before the session says its first word over it. */
import type { FixConnection } from '../../fix/link/fix-connection.js';
import { SessionLink, type SessionLinkOptions } from '../../fix/link/session-link.js';

export class WiredLink extends SessionLink {
  constructor(
    options: SessionLinkOptions,
    private readonly see: (connection: FixConnection) => void,
  ) {
    super(options);
  }

  override carry(connection: FixConnection): void {
    this.see(connection);
    super.carry(connection);
  }
}
