// The child of fix-kill.mjs: a FIX initiator whose numbers are on disk, that says numbered messages of random
// length in random bursts until it is killed, or told by its standard input to log out.
//
//   node scripts/fix-kill-child.mjs STORE PORT SEED
import { dialSession } from '../dist/fix/link/dial-session.js';
import { SessionLink } from '../dist/fix/link/session-link.js';
import { openSessionFiles } from '../dist/fix/store/session-files.js';
import { seededRandom } from '../dist/feed/seeded-random.js';
import { killDrillSettings, SOH } from './fix-kill-settings.mjs';

const [storePath, port, seed] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const TEXT_BYTES_MAX = 6_000;
const BURST_MAX = 30;

const clock = { nowNs: () => Number(process.hrtime.bigint()), wallMs: () => Date.now() };
const stop = (why) => {
  console.error(why);
  process.exit(1);
};

let isLeaving = false;

function sayBurst(link) {
  if (isLeaving || !link.isLoggedOn) return;
  const say = () => {
    const count = 1 + Math.floor(random() * BURST_MAX);
    for (let i = 0; i < count; i++) {
      const text = 'x'.repeat(1 + Math.floor(random() ** 4 * TEXT_BYTES_MAX));
      link.send('B', Buffer.from(`148=kill drill${SOH}33=1${SOH}58=${text}${SOH}`, 'latin1'), true);
    }
  };
  if (random() < 0.5) link.inOneWrite(say);
  else say();
  if (random() < 0.2) setTimeout(() => sayBurst(link), 1);
  else setImmediate(() => sayBurst(link));
}

const { session, files, connectMsLimit } = killDrillSettings('initiator', storePath);
const note = (text) => console.error(text);
const opened = await openSessionFiles({
  ...files,
  identity: session.identity,
  wallMs: clock.wallMs(),
  note,
});
// Not a feed's endpoint, which keeps in memory what it says: here every message is on disk.
const link = new SessionLink({
  name: 'child',
  settings: session,
  store: opened.store,
  tap: opened.log,
  clock,
  events: {
    loggedOn: () => {
      console.log('on');
      sayBurst(link);
    },
    loggedOff: () => {},
    application: () => {},
    rejected: (message) => stop(`rejected: ${message.text(58)}`),
    ended: (why) => (isLeaving ? leave() : stop(`ended: ${why}`)),
    note,
  },
});
setInterval(() => {
  link.tick();
  opened.log.flush();
}, 20);
dialSession(link, { host: '127.0.0.1', port: Number(port) }, { connectMsLimit, failed: stop });
process.stdin.once('data', () => {
  isLeaving = true;
  if (link.isLoggedOn) link.logout('the drill is over');
  else link.cut('the drill is over');
});

async function leave() {
  await opened.close();
  process.exit(0);
}
