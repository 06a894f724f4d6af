/**
 * Packets that came before their turn, by sequence, until what is missing before them has come. Owns
 * copies of their bytes. Bounded: it says when it is full, and who asks decides. Feed thread.
 */
import type { MoldLimits } from './limits.js';
import type { MoldPacket } from './messages.js';

export interface HeldPacket {
  readonly sequence: number;
  readonly end: number;
  readonly view: DataView;
  readonly receivedNs: number;
}

export class HeldPackets {
  /** By sequence; those before `head` are gone. */
  private packets: HeldPacket[] = [];
  private head = 0;
  private bytes = 0;

  constructor(private readonly limits: MoldLimits) {}

  get count(): number {
    return this.packets.length - this.head;
  }

  get isFull(): boolean {
    return this.count >= this.limits.heldPackets || this.bytes >= this.limits.heldBytes;
  }

  /** The one with the lowest sequence. */
  first(): HeldPacket | undefined {
    return this.packets[this.head];
  }

  /** A second packet with the same first message and no more messages is dropped. */
  add(packet: MoldPacket, receivedNs: number): void {
    const { packets } = this;
    let at = packets.length;
    while (at > this.head && packets[at - 1]!.sequence > packet.sequence) at--;
    const before = at > this.head ? packets[at - 1]! : undefined;
    if (before !== undefined && before.sequence === packet.sequence && before.end >= packet.end)
      return;
    const { buffer, byteOffset, byteLength } = packet.view;
    const view = new DataView(buffer.slice(byteOffset, byteOffset + byteLength));
    packets.splice(at, 0, { sequence: packet.sequence, end: packet.end, view, receivedNs });
    this.bytes += byteLength;
  }

  shift(): void {
    this.bytes -= this.packets[this.head]!.view.byteLength;
    this.head++;
    if (this.head === this.packets.length) this.clear();
    else if (this.head > 1024 && this.head * 2 > this.packets.length) {
      this.packets = this.packets.slice(this.head);
      this.head = 0;
    }
  }

  /** Those from `sequence` on. */
  dropFrom(sequence: number): void {
    const kept = this.packets.slice(this.head).filter((packet) => packet.sequence < sequence);
    this.clear();
    this.packets = kept;
    for (const { view } of kept) this.bytes += view.byteLength;
  }

  clear(): void {
    this.packets = [];
    this.head = 0;
    this.bytes = 0;
  }
}
