/**
 * The layer table of docs/architecture.md as data: what a room may import and which packages it
 * owns. A room is the longest prefix that matches a file's path. Every room may import itself.
 */
export interface Layer {
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
}

const everythingButDashboard = [
  'market',
  'ring',
  'event',
  'frame',
  'telemetry',
  'config',
  'feed/source',
  'feed/normalize',
  'feed',
  'book',
  'gateway',
  'client',
  'capture',
];

export const LAYERS: Readonly<Record<string, Layer>> = {
  market: { mayImport: [], packages: [] },
  ring: { mayImport: [], packages: [] },
  event: { mayImport: ['market'], packages: [] },
  frame: { mayImport: ['market'], packages: ['flatbuffers'] },
  telemetry: { mayImport: ['market'], packages: ['hdr-histogram-js'] },
  config: { mayImport: ['market'], packages: ['zod', 'yaml'] },
  'feed/source': { mayImport: ['market', 'telemetry'], packages: ['@mongodb-js/zstd'] },
  'feed/normalize': { mayImport: ['market', 'event'], packages: [] },
  feed: {
    mayImport: ['feed/source', 'feed/normalize', 'market', 'event', 'ring', 'telemetry'],
    packages: [],
  },
  book: { mayImport: ['market', 'event', 'frame', 'ring', 'telemetry'], packages: [] },
  gateway: {
    // The instrument table and its ids are read from event/: it is shared memory of the event model.
    mayImport: ['market', 'event', 'frame', 'ring', 'telemetry'],
    packages: ['uWebSockets.js'],
  },
  client: { mayImport: ['market', 'frame'], packages: ['ws'] },
  capture: { mayImport: ['feed/source', 'market', 'telemetry'], packages: ['@mongodb-js/zstd'] },
  dashboard: { mayImport: ['client', 'market'], packages: ['uplot'] },
  runtime: { mayImport: everythingButDashboard, packages: ['piscina', 'pino'] },
  cli: {
    mayImport: ['runtime', 'config', 'capture', 'client', 'market'],
    packages: ['commander'],
  },
};

export function roomOf(path: string): string {
  const rooms = Object.keys(LAYERS).filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? '';
}
