/** What a NASDAQ simulator can do wrong on demand. Owns the names, which the command line uses too. */

export const MOLD_FAULT_KINDS = [
  /** Line A, line B, or both lose the next packet with messages. */
  'drop-a',
  'drop-b',
  'drop',
  /** The next packet is sent twice on both lines. */
  'duplicate',
  /** The next two packets change places, on both lines. */
  'reorder',
  /** Both lines are late by `ms` from now on, then everything comes at once. */
  'delay',
  /** The end of the next packet is missing, on line A or on both. */
  'garbage-a',
  'garbage',
  /** Both lines lose the next packet, and the request server is deaf for `ms`. */
  'deaf',
  /** Both lines lose the next packet, and the request server is deaf until an image was made. */
  'hole',
  /** As `hole`, and the image: takes `ms`, breaks off in the middle, was made too early, its login is refused. */
  'slow-image',
  'cut-image',
  'old-image',
  'refused-login',
  /** Another session begins without a word; after the end of the old one; after the venue was gone for `ms`. */
  'sequence-reset',
  'session-end',
  'restart',
] as const;

export const SOUP_FAULT_KINDS = [
  /** The connection is cut, or breaks in the middle of the next message. */
  'disconnect',
  'disconnect-mid-message',
  /** The connection is cut, and the next login refused. */
  'refused-login',
  /** The server says nothing for `ms`. */
  'delay',
  /** The connection is cut, and the log forgets what was sent meanwhile: an image is needed. */
  'hole',
  /** As `hole`, and the image takes `ms`, breaks off in the middle, was made too early. */
  'slow-image',
  'cut-image',
  'old-image',
  /** As for MoldUDP64. */
  'sequence-reset',
  'session-end',
  'restart',
] as const;

export type NasdaqFaultKind = (typeof MOLD_FAULT_KINDS)[number] | (typeof SOUP_FAULT_KINDS)[number];

export interface NasdaqFault {
  readonly kind: NasdaqFaultKind;
  readonly ms?: number;
}
