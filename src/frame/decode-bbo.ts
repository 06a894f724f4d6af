/** Reading bbo frames as a client. Bind only to frames that verifyFrame accepted. Runs everywhere. */
import { BODY_SLOT, FrameDecoder } from './decode-frame.js';

export class BboDecoder extends FrameDecoder {
  /** Ticks; meaningless while the quantity is 0: the side is empty. */
  get bidPrice(): number {
    return this.int64(BODY_SLOT);
  }
  get bidQuantity(): number {
    return this.int64(BODY_SLOT + 1);
  }
  get askPrice(): number {
    return this.int64(BODY_SLOT + 2);
  }
  get askQuantity(): number {
    return this.int64(BODY_SLOT + 3);
  }
}
