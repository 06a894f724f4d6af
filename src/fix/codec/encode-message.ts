/**
 * A message's bytes: 8, 9, 35, the rest of the header by ascending tag, the body as given, 10. Owns the
 * order and the sums; the body's order is its maker's, see body-writer.ts. Any thread.
 */

export const SOH_TEXT = '\x01';

/** What the session writes in front of a body. */
export interface HeaderFields {
  readonly beginString: string;
  readonly msgType: string;
  readonly msgSeqNum: number;
  readonly senderCompId: string;
  readonly targetCompId: string;
  /** UTC, `YYYYMMDD-HH:MM:SS.sss`. */
  readonly sendingTime: string;
  /** 43=Y. */
  readonly possDup?: boolean;
  /** 122, of a message that is sent again. */
  readonly origSendingTime?: string;
  /** Others by tag: 50, 57, 115 … */
  readonly others?: ReadonlyMap<number, string>;
}

/** @param body fields of the message's own, each with its SOH: `262=1␁263=1␁`. May be empty. */
export function encodeMessage(header: HeaderFields, body: Uint8Array): Uint8Array {
  const fields = new Map<number, string>([
    [34, String(header.msgSeqNum)],
    [49, header.senderCompId],
    [52, header.sendingTime],
    [56, header.targetCompId],
    ...(header.others ?? []),
  ]);
  if (header.possDup === true) fields.set(43, 'Y');
  if (header.origSendingTime !== undefined) fields.set(122, header.origSendingTime);
  let head = `35=${header.msgType}${SOH_TEXT}`;
  for (const [tag, value] of [...fields].sort(([a], [b]) => a - b)) {
    head += `${tag}=${value}${SOH_TEXT}`;
  }
  const front = Buffer.from(
    `8=${header.beginString}${SOH_TEXT}9=${Buffer.byteLength(head, 'latin1') + body.length}${SOH_TEXT}${head}`,
    'latin1',
  );
  const bytes = new Uint8Array(front.length + body.length + 7);
  bytes.set(front);
  bytes.set(body, front.length);
  let sum = 0;
  const sumEnd = front.length + body.length;
  for (let i = 0; i < sumEnd; i++) sum += bytes[i]!;
  bytes.set(Buffer.from(`10=${String(sum % 256).padStart(3, '0')}${SOH_TEXT}`, 'latin1'), sumEnd);
  return bytes;
}
