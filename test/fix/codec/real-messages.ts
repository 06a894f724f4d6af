/** Messages as counterparties write them: session, market data by id, by price, by level, with data. */
import { messageOf, textOf } from './bytes-of.js';

export const HEARTBEAT = messageOf('35=0|34=2|49=A|52=20240101-00:00:00.000|56=B|');

export const LOGON = messageOf(
  '35=A|34=1|49=CLIENT|52=20240101-00:00:00.000|56=VENUE|95=7|96=a|b=c|d|98=0|108=30|141=Y|',
);

export const SNAPSHOT = messageOf(
  '35=W|49=LMXBDM|56=SMdemo|34=8|52=20140313-16:59:27.747|262=EUR/USD|48=4001|22=8|268=2|' +
    '269=0|270=1.39043|271=45|272=20140313|273=16:59:27.683|269=1|270=1.39049|271=245|',
);

export const INCREMENTAL = messageOf(
  '35=X|34=4|49=CNX|52=20140721-08:22:11.612|56=cmsg071414str|262=EUR/USD|268=1|' +
    '279=0|269=1|278=2|55=EUR/USD|270=1.3527|271=2100000|346=1|',
);

/** Carries a whole message as data. */
export const ENCLOSING = messageOf(
  `35=B|34=4|49=A|52=20240101-00:00:00.000|56=B|95=${HEARTBEAT.length}|96=${textOf(HEARTBEAT)}|148=news|`,
  'FIXT.1.1',
);

export const REAL_MESSAGES = [HEARTBEAT, LOGON, SNAPSHOT, INCREMENTAL, ENCLOSING];
