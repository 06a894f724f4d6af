/** Types of stock-client.mjs for the tests; the client itself is plain JavaScript on purpose. */
export function bookHash(sides: readonly ReadonlyMap<bigint, bigint>[]): bigint;

export interface StockBook {
  readonly name: string;
  readonly depth: number;
  readonly sides: readonly [Map<bigint, bigint>, Map<bigint, bigint>];
  readonly inSync: boolean;
  readonly epoch: bigint;
  readonly seq: bigint;
  readonly state: number;
  readonly deltaCount: number;
  readonly imageCount: number;
  readonly hashCount: number;
  readonly mismatchCount: number;
  readonly gapCount: number;
  readonly depthBreachCount: number;
}

/** What the generated reader of a latency report offers, as far as it is used. */
export interface StockReport {
  sent(): bigint;
  intervalNs(): bigint;
  subscribed(): bigint;
  stagesLength(): number;
  stages(index: number): { stage(): number; count(): bigint; p50Us(): number; maxUs(): number };
  deltasGenerated(): bigint;
  deltasSent(): bigint;
  deltasDroppedSlow(): bigint;
  deltasDroppedWaiting(): bigint;
  messagesMerged(): bigint;
}

export class StockClient {
  constructor(
    url: string,
    WebSocket: new (url: string) => unknown,
    readers: Record<string, unknown>,
  );
  readonly books: Map<number, StockBook>;
  readonly instruments: Map<number, string>;
  readonly hello: Record<string, unknown> | undefined;
  readonly errors: Record<string, unknown>[];
  readonly reports: StockReport[];
  readonly unknownFrameCount: number;
  readonly closed: Promise<number>;
  until(condition: (client: StockClient) => boolean): Promise<void>;
  request(request: object): void;
  close(): Promise<number>;
}
