/** The one way for a check to say that the host does not tell. Cold. */

/** No such file, no right to read it, or text of another shape; the message is the reason. */
export class HostUnknown extends Error {
  override readonly name = 'HostUnknown';
}
