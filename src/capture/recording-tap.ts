/**
 * The feed thread's end of the recorder: every input of the normalizer becomes a record in a queue in
 * shared memory. Owns the writing end of the queue and the count of what found it full; must never
 * wait, throw or allocate for what comes with every message. Feed thread.
 *
 * When the queue is full a record is dropped and counted; the first record that finds room again is
 * preceded by one that says how many are missing there.
 */
import type { FeedTap, TappedFeed } from '../feed/feed-tap.js';
import { QUEUE_FULL, type ByteQueueWriter } from '../ring/byte-queue.js';
import { encodeName, missingFields, RecordEncoder, resyncFields } from './record-encoder.js';
import { INPUT_FIELD, RECORD_FIELD, type InputField } from './record-fields.js';
import { bodyWithoutSecrets, withoutSecrets } from './secrets.js';

/** What a record of the queue is. */
export const QUEUE_TAG = {
  /** A Record with its length before it, as it goes into a block. */
  RECORD: 1,
  /** The JSON of a TappedFeed: a session begins. */
  SESSION: 2,
  /** As RECORD, and it says that others are missing. */
  MISSING: 3,
} as const;

/** Distinct connections, addresses and symbols whose bytes are kept; others are encoded each time. */
const NAMES_LIMIT = 4_096;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/** Indices of the private doubles. */
const FIRST_MISSED_NS = 0;
const LAST_MISSED_NS = 1;

export class RecordingTap implements FeedTap {
  private readonly record = new RecordEncoder();
  private readonly names = new Map<string, Uint8Array>();
  /** A session that the queue had no room for yet. */
  private untold: Uint8Array | undefined;
  private readonly startedNs = new Float64Array(1);
  private missingCount = 0;
  /** The recorder has given up: nothing is recorded, or missed, any more. */
  private isOff = false;
  private readonly missedNs = new Float64Array(2);

  constructor(private readonly queue: ByteQueueWriter) {}

  atTime(nowNs: number, receivedNs: number): void {
    const { stamps } = this.record;
    stamps[0] = nowNs;
    stamps[1] = receivedNs;
  }

  started(feed: TappedFeed): void {
    this.untold = encoder.encode(JSON.stringify(feed));
    this.startedNs[0] = this.record.stamps[0]!;
    this.tellSession();
  }

  connected(connection: string, address: string): void {
    this.named(RECORD_FIELD.CONNECTED, connection, INPUT_FIELD.DATA, encoder.encode(address));
  }

  disconnected(connection: string, why: string): void {
    this.named(RECORD_FIELD.DISCONNECTED, connection, INPUT_FIELD.DATA, encoder.encode(why));
  }

  sent(connection: string, text: string): void {
    const data = encoder.encode(withoutSecrets(text));
    this.named(RECORD_FIELD.SENT, connection, INPUT_FIELD.DATA, data);
  }

  sentBinary(connection: string, bytes: Uint8Array): void {
    this.named(RECORD_FIELD.SENT, connection, INPUT_FIELD.BINARY, bytes);
  }

  received(connection: string, bytes: Uint8Array, isBinary: boolean): void {
    const field = isBinary ? INPUT_FIELD.BINARY : INPUT_FIELD.DATA;
    this.named(RECORD_FIELD.RECEIVED, connection, field, bytes);
  }

  answered(url: string, body: Uint8Array): void {
    this.named(RECORD_FIELD.ANSWERED, url, INPUT_FIELD.DATA, bodyWithoutSecrets(body));
  }

  failed(url: string, why: string): void {
    this.named(RECORD_FIELD.FAILED, url, INPUT_FIELD.DATA, encoder.encode(why));
  }

  resync(symbol: string, reason: number): void {
    this.encoded(RECORD_FIELD.RESYNC, resyncFields(this.nameField(symbol), reason));
  }

  rotate(connection: string): void {
    this.encoded(RECORD_FIELD.ROTATE, this.nameField(connection));
  }

  timers(): void {
    this.encoded(RECORD_FIELD.TIMERS, NOTHING);
  }

  finished(): void {
    this.encoded(RECORD_FIELD.FINISHED, NOTHING);
  }

  /** No input will come, whether the feed finished or broke. */
  close(): void {
    this.queue.end(this.missingCount);
  }

  private named(field: InputField, name: string, dataField: number, data: Uint8Array): void {
    if (this.isOff || (this.isBehind && !this.catchUp())) return this.drop();
    const { record } = this;
    this.append(
      record.measureNamed(field, this.nameField(name), dataField, data),
      QUEUE_TAG.RECORD,
    );
    record.forget();
  }

  private encoded(field: InputField, fields: Uint8Array): void {
    if (this.isOff || (this.isBehind && !this.catchUp())) return this.drop();
    this.append(this.record.measureEncoded(field, fields), QUEUE_TAG.RECORD);
  }

  private append(bytes: number, tag: number): void {
    if (!this.write(bytes, tag)) this.drop();
  }

  private write(bytes: number, tag: number): boolean {
    const { queue, record } = this;
    const at = queue.claim(bytes, record.alignment);
    if (at === QUEUE_FULL) return false;
    record.write(queue.u8, at);
    queue.publish(tag, record.stamps);
    return true;
  }

  private drop(): void {
    if (this.isOff || (this.isOff = this.queue.isAbandoned)) return;
    const nowNs = this.record.stamps[0]!;
    if (this.missingCount++ === 0) this.missedNs[FIRST_MISSED_NS] = nowNs;
    this.missedNs[LAST_MISSED_NS] = nowNs;
  }

  /** Whether something has to be said before the next record. */
  private get isBehind(): boolean {
    return this.missingCount > 0 || this.untold !== undefined;
  }

  /** @returns whether there was room to say it. */
  private catchUp(): boolean {
    if (this.untold !== undefined && !this.tellSession()) return false;
    return this.missingCount === 0 || this.tellMissing();
  }

  private tellSession(): boolean {
    const json = this.untold!;
    const at = this.queue.claim(json.length);
    if (at === QUEUE_FULL) return false;
    this.queue.u8.set(json, at);
    this.queue.publish(QUEUE_TAG.SESSION, this.startedNs);
    this.untold = undefined;
    return true;
  }

  private tellMissing(): boolean {
    const { missedNs, record, missingCount } = this;
    const fields = missingFields(
      missingCount,
      missedNs[FIRST_MISSED_NS]!,
      missedNs[LAST_MISSED_NS]!,
    );
    const bytes = record.measureEncoded(RECORD_FIELD.MISSING, fields);
    if (!this.write(bytes, QUEUE_TAG.MISSING)) return false;
    this.missingCount = 0;
    return true;
  }

  private nameField(name: string): Uint8Array {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const field = encodeName(name);
    if (this.names.size < NAMES_LIMIT) this.names.set(name, field);
    return field;
  }
}
