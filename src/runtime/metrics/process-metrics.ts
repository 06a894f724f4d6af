/**
 * The process at /metrics: what runs, since when, its memory and CPU, under the names that every
 * Prometheus client library uses. Must never look at the market's data. Supervisor.
 */
import { processStartMs } from '../../telemetry/clock.js';
import { MetricFamily } from '../../telemetry/exposition.js';
import type { MetricsContributor } from './contributor.js';

const MS_PER_SECOND = 1e3;
const US_PER_SECOND = 1e6;

export function processMetrics(version: string): MetricsContributor {
  const build = new MetricFamily('bookcast_build_info', 'gauge', 'What is running; always 1.');
  const buildSeries = build.series({ version, node: process.version });
  const start = new MetricFamily(
    'process_start_time_seconds',
    'gauge',
    'Start of the process, seconds since 1970.',
  );
  const cpu = new MetricFamily(
    'process_cpu_seconds_total',
    'counter',
    'CPU time of all threads, user and system.',
  );
  const resident = new MetricFamily(
    'process_resident_memory_bytes',
    'gauge',
    'Resident memory of the process.',
  );
  const heap = new MetricFamily(
    'bookcast_supervisor_heap_bytes',
    'gauge',
    'JavaScript heap of the supervisor thread.',
  );
  return (board) => {
    const memory = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    board.family(build).sample(buildSeries, 1);
    board.family(start).sample(start.series(), processStartMs() / MS_PER_SECOND);
    board.family(cpu).sample(cpu.series(), (user + system) / US_PER_SECOND);
    board.family(resident).sample(resident.series(), memory.rss);
    board.family(heap).sample(heap.series(), memory.heapUsed);
  };
}
