/**
 * The way of one session's messages to its socket, with the faults that wait for market data there. Owns what
 * is held back, twice, late, damaged or cut in half; the session above it knows nothing of it.
 */
import type { FixFault, WireFaultKind } from './fix-faults.js';
import { asPossDup, messagesIn, valueOf, withValue } from './raw-message.js';
import { utcText } from './utc-text.js';

export interface WireFault extends FixFault {
  readonly kind: WireFaultKind;
}

export interface WireEnd {
  write(bytes: Uint8Array): void;
  /** Without a word. */
  destroy(): void;
}

/** Where there is no `ms`. */
const DELAY_MS_DEFAULT = 200;

export class FaultWire {
  private readonly faults: WireFault[] = [];
  /** A message that waits for the next one to overtake it. */
  private overtaken = '';
  /** What a delay holds back, in order; undefined: nothing is held. */
  private delayed: string[] | undefined;
  private isMute = false;

  constructor(
    private readonly end: WireEnd,
    /** A fault has done what it was to do. */
    private readonly committed: (fault: WireFault) => void,
  ) {}

  inject(fault: WireFault): void {
    this.faults.push(fault);
  }

  /** @param bytes whole messages. */
  write(bytes: Uint8Array): void {
    for (const message of messagesIn(bytes)) {
      const at = isMarketData(message)
        ? this.faults.findIndex(({ symbol }) => symbol === undefined || speaksOf(message, symbol))
        : -1;
      const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0]!;
      if (fault === undefined) this.pass(message);
      else if (this.passWith(fault, message)) this.committed(fault);
      else this.faults.unshift(fault);
    }
  }

  /** @returns false for a message that the fault cannot be done to: it went out as it is. */
  private passWith(fault: WireFault, message: string): boolean {
    switch (fault.kind) {
      case 'lose':
        break;
      case 'garble':
        this.pass(garbled(message));
        break;
      case 'bad-body-length':
        this.pass(message.replace(/\x019=(\d+)/, (_, length) => `\x019=${Number(length) + 7}`));
        break;
      case 'duplicate':
        this.pass(message);
        this.pass(message);
        break;
      case 'possdup':
        this.pass(message);
        this.pass(asPossDup(message));
        break;
      case 'reorder':
        this.overtaken = message;
        break;
      case 'delay':
        this.hold(fault.ms ?? DELAY_MS_DEFAULT);
        this.pass(message);
        break;
      case 'sending-time':
        this.pass(withValue(message, 52, anHourBefore(valueOf(message, 52)!)));
        break;
      case 'comp-id':
        this.pass(withValue(message, 49, 'SOMEBODY'));
        break;
      case 'bad-price': {
        const hasPrice = valueOf(message, 270) !== undefined;
        this.pass(hasPrice ? withValue(message, 270, '1.2x') : message);
        return hasPrice;
      }
      case 'mute':
        this.isMute = true;
        break;
      case 'disconnect':
        this.end.destroy();
        break;
      default:
        this.put(message.slice(0, message.length >> 1));
        this.end.destroy();
    }
    return true;
  }

  private pass(message: string): void {
    this.put(message);
    const { overtaken } = this;
    if (overtaken === '') return;
    this.overtaken = '';
    this.put(overtaken);
  }

  private put(text: string): void {
    if (this.isMute) return;
    if (this.delayed === undefined) this.end.write(Buffer.from(text, 'latin1'));
    else this.delayed.push(text);
  }

  private hold(ms: number): void {
    if (this.delayed !== undefined) return;
    this.delayed = [];
    setTimeout(() => {
      const text = this.delayed!.join('');
      this.delayed = undefined;
      this.put(text);
    }, ms);
  }
}

const isMarketData = (message: string): boolean => /\x0135=[WX]\x01/.test(message);

const speaksOf = (message: string, symbol: string): boolean =>
  message.includes(`\x0155=${symbol}\x01`);

/** One digit behind the header is another one. */
function garbled(message: string): string {
  const at = message.search(/\d\x01[^\x01]*\x01[^\x01]*\x01$/);
  const digit = message[at] === '9' ? '8' : String(Number(message[at]) + 1);
  return message.slice(0, at) + digit + message.slice(at + 1);
}

function anHourBefore(sendingTime: string): string {
  const [, year, month, day, hour, minute, second, ms = '000'] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d):(\d\d):(\d\d)(?:\.(\d+))?/.exec(sendingTime)!;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms.slice(0, 3)}Z`;
  return utcText(Date.parse(iso) - 3_600_000);
}
