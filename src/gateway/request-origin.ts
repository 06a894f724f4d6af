/**
 * Which pages may talk to this server. Owns the two checks that keep other sites out of a browser on
 * the same machine: the Host that was asked for (against rebound names) and the Origin of the page
 * that asks. Sans-I/O, cold.
 */

const LOOPBACK_IPV4 = /^127(\.\d{1,3}){3}$/;
const LOOPBACK_NAMES = new Set(['localhost', '::1']);

/** Host name of `name:port`, without brackets; undefined when there is none. */
function hostName(authority: string): string | undefined {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    // No authority at all is an answer as well: it is no name that we serve.
    return undefined;
  }
}

const isLoopback = (name: string): boolean =>
  LOOPBACK_NAMES.has(name) || name.endsWith('.localhost') || LOOPBACK_IPV4.test(name);

export class RequestOrigin {
  private readonly loopbackOnly: boolean;
  private readonly allowedHosts: ReadonlySet<string>;

  /**
   * @param listenHost the address that the server listens on.
   * @param allowedOrigins origins of other hosts, `*` for any.
   */
  constructor(
    listenHost: string,
    private readonly allowedOrigins: readonly string[],
  ) {
    this.loopbackOnly = isLoopback(listenHost) && !allowedOrigins.includes('*');
    this.allowedHosts = new Set(
      allowedOrigins.flatMap((origin) => hostName(origin.replace(/^[a-z]+:\/\//, '')) ?? []),
    );
  }

  /** A server on loopback answers to loopback's names alone, and to those it was told. */
  hostAllowed(host: string): boolean {
    if (!this.loopbackOnly) return true;
    const name = hostName(host);
    return name !== undefined && (isLoopback(name) || this.allowedHosts.has(name));
  }

  /** Programs send no Origin; a page may connect to the host it came from, or when it is listed. */
  originAllowed(origin: string, host: string): boolean {
    if (origin === '' || this.allowedOrigins.includes('*')) return true;
    return (
      origin === `http://${host}` ||
      origin === `https://${host}` ||
      this.allowedOrigins.includes(origin)
    );
  }
}
