/**
 * Images by GLIMPSE: connects when the books want one, hands the image on, hangs up; tries again with
 * back-off. Owns one connection at a time, by commands. Sans-I/O. Feed thread.
 *
 * The image is ITCH messages over SoupBinTCP, from message 1 on, ended by the snapshot message: G, and
 * 20 digits with the sequence of the feed to go on from.
 */
import type { CommandQueue } from '../../parts/command-queue.js';
import type { BookStream } from '../book-stream.js';
import type { SoupLimits } from './limits.js';
import { readNumber, type SoupLogin } from './messages.js';
import { SoupClient } from './soup-client.js';

export const GLIMPSE_CONNECTION = 'glimpse';
const SNAPSHOT = 'G'.charCodeAt(0);
const SEQUENCE_BYTES = 20;

export interface GlimpseOptions {
  readonly address: string;
  readonly login: SoupLogin;
  readonly limits: SoupLimits;
  /** 0 … 1, for the jitter of back-offs. */
  readonly random: () => number;
}

export class GlimpseClient {
  /** Images asked for. */
  requests = 0;
  rejections = 0;
  private readonly client: SoupClient;
  private isBusy = false;
  private attempts = 0;
  private notBeforeNs = 0;
  private nowNs = 0;
  private receivedNs = 0;

  constructor(
    private readonly options: GlimpseOptions,
    private readonly stream: BookStream,
    private readonly commands: CommandQueue,
  ) {
    this.client = new SoupClient(
      options.login,
      options.limits,
      (bytes, recorded) =>
        commands.add({
          kind: 'send-binary',
          connection: GLIMPSE_CONNECTION,
          bytes,
          ...(recorded && { recorded }),
        }),
      {
        accepted: () => stream.imageBegan(),
        rejected: (code) => {
          this.rejections++;
          this.fail(`login rejected, reason ${code}`);
        },
        message: (view, at, length) => this.message(view, at, length),
        ended: () => this.fail('the session ended before the image did'),
        broken: (why) => this.fail(why),
      },
    );
  }

  connected(nowNs: number): void {
    this.nowNs = nowNs;
    if (this.isBusy) this.client.connected('', 1, nowNs);
  }

  disconnected(nowNs: number): void {
    this.nowNs = nowNs;
    this.client.disconnected();
    if (this.isBusy) this.fail('the connection was lost');
  }

  received(bytes: Uint8Array, nowNs: number, receivedNs: number): void {
    this.nowNs = nowNs;
    this.receivedNs = receivedNs;
    this.client.received(bytes, nowNs);
  }

  /** The image under way is of a session that is over. */
  abort(nowNs: number): void {
    this.nowNs = nowNs;
    if (this.isBusy) this.fail('a new session began');
    this.notBeforeNs = 0;
  }

  checkTimers(nowNs: number): void {
    this.nowNs = nowNs;
    this.client.checkTimers(nowNs);
    if (this.isBusy || !this.stream.wantsImage || nowNs < this.notBeforeNs) return;
    this.isBusy = true;
    this.requests++;
    const { address } = this.options;
    this.commands.add({ kind: 'connect', connection: GLIMPSE_CONNECTION, address });
  }

  private message(view: DataView, at: number, length: number): void {
    const isSnapshot = length > 0 && view.getUint8(at) === SNAPSHOT;
    if (isSnapshot) return this.end(view, at + 1, length - 1);
    if (length === 0) return;
    if (this.stream.imageMessage(view, at, length, this.receivedNs)) return;
    this.fail('a message of the image cannot be');
  }

  private end(view: DataView, at: number, length: number): void {
    const sequence = length === SEQUENCE_BYTES ? readNumber(view, at, length) : NaN;
    if (!(sequence >= 1)) return this.fail('a snapshot message without a sequence');
    if (!this.stream.imageEnded(sequence, this.receivedNs)) {
      return this.fail(`an image of before message ${sequence} is too old`);
    }
    this.attempts = 0;
    // What was lost meanwhile can wait that long: no image follows another at once.
    this.notBeforeNs = this.nowNs + this.options.limits.imageRetryNs;
    this.hangUp();
  }

  private fail(why: string): void {
    const { imageRetryNs, imageRetryNsMax } = this.options.limits;
    this.stream.imageFailed();
    const backOffNs = Math.min(imageRetryNs * 2 ** this.attempts, imageRetryNsMax);
    this.attempts = Math.min(this.attempts + 1, 30);
    this.notBeforeNs = this.nowNs + backOffNs * (0.5 + this.options.random() / 2);
    this.commands.add({ kind: 'note', text: `no image from ${this.options.address}: ${why}` });
    this.hangUp();
  }

  private hangUp(): void {
    this.isBusy = false;
    this.client.logOut();
    this.commands.add({ kind: 'disconnect', connection: GLIMPSE_CONNECTION });
  }
}
