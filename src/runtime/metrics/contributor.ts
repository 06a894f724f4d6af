/** A concept's share of /metrics: adds its metrics, whole, once per interval. Supervisor. */
import type { Exposition } from '../../telemetry/exposition.js';

export type MetricsContributor = (board: Exposition) => void;
