/**
 * Embedding Bookcast in a program of your own (package export `bookcast`).
 *
 *     import { loadConfig, startServer } from 'bookcast';
 *
 *     const { config } = loadConfig({ preset: { 'gateway.port': 0, lanes: 2 } });
 *     const server = await startServer({ config });
 *     console.log(server.url);
 *     await server.stop();
 *
 *     import { replayFile } from 'bookcast';
 *
 *     const { books, digest } = await replayFile({ path: 'day.itch50.gz', digest: true, depth: 10 });
 */
export { loadConfig, type ConfigInput, type LoadedConfig } from '../config/load.js';
export { ConfigError, type ConfigProblem } from '../config/config-error.js';
export type { BookcastConfig } from '../config/schema.js';
export { startServer, type RunningServer, type ServerOptions } from './server.js';
export { checkSources } from './feeds/source-plan.js';
export { replayFile, type ReplayOptions } from './replay.js';
export { recordSources, type RecordOptions, type RecordingProgress } from './record.js';
export type { RecordingOutcome } from './recording/recording-line.js';
export { generateRecording, type GenerateRecordingOptions } from './generate-recording.js';
export { RunError } from './run-error.js';
export { makeRunLog, type RunLog, type RunLogOptions } from './run-log.js';
export type { ReportedBook, ReportedLevel } from '../book/lane/lane-report.js';
export type { RecordingFormat } from '../feed/detect-format.js';
export type { ReplaySpeed } from '../feed/pacing.js';
export type { StagePercentiles } from '../telemetry/stage-summary.js';
export { wallNowMs } from '../telemetry/clock.js';
export { loadWebSocketLibrary } from './gateways/web-socket-library.js';
export { PRODUCT_VERSION } from './version.js';
export type { RunOutcome } from './run-outcome.js';
export type { LaneRecovery } from './lanes/lane-supervision.js';
export type { FeedProgress } from './threads/thread-messages.js';
export {
  SIMULATED_VENUES,
  sourceTextOf,
  startVenueSimulator,
  type VenueSimulatorOptions,
} from '../exchange/venue-simulators.js';
export { NASDAQ_VENUES, startNasdaq, type NasdaqOptions } from '../exchange/nasdaq/start-nasdaq.js';
export { isUnavailable, startFix, type FixOptions } from '../exchange/fix/start-fix.js';
export { KEYINGS as FIX_KEYINGS } from '../exchange/fix/market-entries.js';
