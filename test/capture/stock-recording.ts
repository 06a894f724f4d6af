/** What a stock protobuf library makes of our records and blocks, from proto/recording.proto alone. */
import protobuf from 'protobufjs';

const root = protobuf.loadSync(new URL('../../proto/recording.proto', import.meta.url).pathname);
const type = (name: string): protobuf.Type => root.lookupType(`bookcast.recording.v1.${name}`);

export const recordType = type('Record');
export const sessionType = type('Session');

export interface StockRecord {
  readonly nowNs: number;
  readonly receivedDeltaNs: number;
  readonly input: string;
  readonly [field: string]: unknown;
}

/** The length-delimited records of a block's content. */
export function stockRecords(content: Uint8Array): StockRecord[] {
  const reader = protobuf.Reader.create(content);
  const records: StockRecord[] = [];
  while (reader.pos < reader.len) {
    records.push(
      recordType.toObject(recordType.decodeDelimited(reader), {
        longs: Number,
        oneofs: true,
        defaults: true,
        bytes: Buffer,
      }) as unknown as StockRecord,
    );
  }
  return records;
}
