/** Makes MoldUDP64 packets by hand, independent of the code under test. */

export const SESSION = 'SESSION001';

export interface PacketOptions {
  readonly session?: string;
  readonly count?: number;
}

/** A packet with these messages, the first of which has the sequence. */
export function moldPacket(
  sequence: number | bigint,
  messages: readonly Uint8Array[],
  { session = SESSION, count = messages.length }: PacketOptions = {},
): Buffer {
  const header = Buffer.alloc(20, ' ');
  header.write(session, 0, 10, 'latin1');
  header.writeBigUInt64BE(BigInt(sequence), 10);
  header.writeUInt16BE(count, 18);
  const blocks = messages.flatMap((message) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    return [length, Buffer.from(message)];
  });
  return Buffer.concat([header, ...blocks]);
}

export const heartbeat = (next: number): Buffer => moldPacket(next, []);
export const endOfSession = (next: number): Buffer => moldPacket(next, [], { count: 0xffff });

/** A message of a type that ITCH does not know, which says its number. */
export function numbered(number: number, length = 12): Buffer {
  const message = Buffer.alloc(length, 0x7a);
  message.writeBigUInt64BE(BigInt(number), 1);
  return message;
}
