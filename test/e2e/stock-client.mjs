/**
 * A client as a stranger would write it: the ws package, the readers that the FlatBuffers compiler
 * generates, and docs/protocol.md. It must never import anything of src/ or dist/.
 */

const IMAGE = 1;
const HASH = 2;
const FIRST_PART = 4;
const LAST_PART = 8;

/** The document's mix(). */
function mix(w) {
  w = Math.imul(w ^ (w >>> 16), 0x85ebca6b);
  w = Math.imul(w ^ (w >>> 13), 0xc2b2ae35);
  return (w ^ (w >>> 16)) >>> 0;
}

/** The document's level(); price and quantity are BigInt. */
function levelWord(seed, side, price, quantity) {
  const low = (value) => Number(BigInt.asUintN(32, value));
  const high = (value) => Number(BigInt.asUintN(32, value >> 32n));
  let w = mix(seed ^ low(price) ^ (side << 31));
  w = mix(w + Math.imul(high(price), 0x9e3779b1));
  w = mix(w ^ low(quantity));
  return mix(w + Math.imul(high(quantity), 0x9e3779b1));
}

/** @param sides [bids, asks], Maps of price → quantity. @returns the 64-bit hash as BigInt. */
export function bookHash(sides) {
  let low = 0n;
  let high = 0n;
  sides.forEach((levels, side) => {
    for (const [price, quantity] of levels) {
      low += BigInt(levelWord(0x2545f491, side, price, quantity));
      high += BigInt(levelWord(0x5bd1e995, side, price, quantity));
    }
  });
  return (BigInt.asUintN(32, high) << 32n) | BigInt.asUintN(32, low);
}

/** One book stream, by the joining rule of the document. */
class Book {
  sides = [new Map(), new Map()];
  inSync = false;
  epoch = -1n;
  seq = -1n;
  state = 0;
  deltaCount = 0;
  imageCount = 0;
  hashCount = 0;
  mismatchCount = 0;
  gapCount = 0;
  depthBreachCount = 0;
  #parts = [];

  constructor(name, depth) {
    this.name = name;
    this.depth = depth;
  }

  #isNewer(frame) {
    return frame.epoch() > this.epoch || (frame.epoch() === this.epoch && frame.seq() > this.seq);
  }

  /** @returns whether the stream needs a resync. */
  take(frame) {
    return (frame.flags() & IMAGE) !== 0 ? this.#takeImage(frame) : this.#takeDelta(frame);
  }

  #takeImage(frame) {
    if (this.inSync && !this.#isNewer(frame)) return false;
    if ((frame.flags() & FIRST_PART) !== 0) this.#parts = [];
    if (frame.part() !== this.#parts.length) return this.#lose();
    const levels = (count, at) =>
      Array.from({ length: count }, (_, i) => [at(i).price(), at(i).quantity()]);
    this.#parts.push([
      levels(frame.bidsLength(), (i) => frame.bids(i)),
      levels(frame.asksLength(), (i) => frame.asks(i)),
    ]);
    if ((frame.flags() & LAST_PART) === 0) return false;
    this.sides = [0, 1].map((side) => new Map(this.#parts.flatMap((part) => part[side])));
    this.imageCount++;
    this.inSync = true;
    return this.#stand(frame);
  }

  #takeDelta(frame) {
    if (!this.inSync || !this.#isNewer(frame)) return false;
    if (frame.epoch() !== this.epoch || frame.seq() !== this.seq + 1n) return this.#lose();
    const apply = (levels, count, at) => {
      for (let i = 0; i < count; i++) {
        const level = at(i);
        if (level.action() === 0) levels.set(level.price(), level.quantity());
        else if (!levels.delete(level.price())) this.gapCount++;
      }
    };
    apply(this.sides[0], frame.bidsLength(), (i) => frame.bids(i));
    apply(this.sides[1], frame.asksLength(), (i) => frame.asks(i));
    this.deltaCount++;
    return this.#stand(frame);
  }

  #stand(frame) {
    this.epoch = frame.epoch();
    this.seq = frame.seq();
    this.state = frame.state();
    if (this.sides.some((levels) => levels.size > this.depth)) this.depthBreachCount++;
    if ((frame.flags() & HASH) === 0) return false;
    this.hashCount++;
    if (bookHash(this.sides) === frame.hash()) return false;
    this.mismatchCount++;
    return this.#lose();
  }

  #lose() {
    this.gapCount++;
    this.inSync = false;
    return true;
  }
}

export class StockClient {
  /** By stream number. */
  books = new Map();
  instruments = new Map();
  hello = undefined;
  errors = [];
  /** Latency reports, as the generated reader shows them. */
  reports = [];
  /** Frames on which readers of the wrong kind would have been used. */
  unknownFrameCount = 0;
  #waiters = [];

  /**
   * @param WebSocket the class of the ws package.
   * @param readers the generated classes, and ByteBuffer of the flatbuffers package.
   */
  constructor(url, WebSocket, readers) {
    this.readers = readers;
    this.socket = new WebSocket(url);
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.#takeFrames(data);
      else this.#takeControl(JSON.parse(data.toString()));
      this.#waiters = this.#waiters.filter(({ condition, resolve }) => {
        if (!condition(this)) return true;
        resolve();
        return false;
      });
    });
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)));
  }

  /** Settles after the message with which the condition came true. */
  until(condition) {
    return new Promise((resolve) => this.#waiters.push({ condition, resolve }));
  }

  request(request) {
    this.socket.send(JSON.stringify(request));
  }

  close() {
    this.socket.close();
    return this.closed;
  }

  #takeControl(message) {
    if (message.op === 'hello') this.hello = message;
    if (message.op === 'error') this.errors.push(message);
    const isNaming =
      message.op === 'subscribed' || (message.op === 'notice' && message.code === 'stream-added');
    if (!isNaming) return;
    for (const { stream, venue, symbol } of message.streams) {
      const depth = [1, 10, 50, Infinity][(stream % 8) - 4];
      if (!this.books.has(stream)) this.books.set(stream, new Book(`${venue}:${symbol}`, depth));
    }
  }

  #takeFrames(message) {
    for (let at = 0; at < message.length;) {
      const end = at + 4 + message.readUInt32LE(at);
      this.#takeFrame(message.subarray(at, end));
      at = end;
    }
  }

  #takeFrame(bytes) {
    const { ByteBuffer, Delta, Image, Instrument, LatencyReport } = this.readers;
    const buffer = new ByteBuffer(bytes);
    switch (bytes.toString('ascii', 8, 12)) {
      case 'BCIM':
        return this.#takeBook(Image.getSizePrefixedRootAsImage(buffer));
      case 'BCDL':
        return this.#takeBook(Delta.getSizePrefixedRootAsDelta(buffer));
      case 'BCIN': {
        const instrument = Instrument.getSizePrefixedRootAsInstrument(buffer);
        this.instruments.set(
          instrument.instrument(),
          `${instrument.venue()}:${instrument.symbol()}`,
        );
        return;
      }
      case 'BCLR':
        this.reports.push(LatencyReport.getSizePrefixedRootAsLatencyReport(buffer));
        return;
      case 'BCHB':
        return;
      default:
        this.unknownFrameCount++;
    }
  }

  #takeBook(frame) {
    const book = this.books.get(frame.stream());
    if (book === undefined) return;
    if (book.take(frame)) this.request({ op: 'resync', streams: [frame.stream()] });
  }
}
