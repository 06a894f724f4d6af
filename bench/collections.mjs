/** Garbage collections of the feed and lane threads in 30 s of the default simulator, warm-up included. The goal is 0. */
import { loadConfig, makeRunLog, startServer } from '../dist/runtime/index.js';
import { hostFacts } from './host-facts.mjs';

const SECONDS = 30;
const { config } = loadConfig({ preset: { 'gateway.port': 0, 'log.level': 'warn' } });
const server = await startServer({ config, log: makeRunLog(config.log) });
await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
const { messages, gcCount } = await server.stop();
console.log(
  JSON.stringify({ bench: 'collections', host: hostFacts(), seconds: SECONDS, messages, gcCount }),
);
process.exit(0);
