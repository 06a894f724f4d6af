/** Every check, in the order in which they are told: what must be, processor, memory, network, then what is measured. Cold. */
import type { Check } from '../check.js';
import { affinityCheck } from './affinity.js';
import { clockSourceCheck } from './clock-source.js';
import { coresCheck } from './cores.js';
import { cpuQuotaCheck } from './cpu-quota.js';
import { descriptorsCheck } from './descriptors.js';
import { glibcCheck } from './glibc.js';
import { governorCheck } from './governor.js';
import { hiccupsCheck } from './hiccups.js';
import { hugePagesCheck } from './huge-pages.js';
import { irqBalanceCheck } from './irq-balance.js';
import { isolationCheck } from './isolation.js';
import { kernelCheck } from './kernel.js';
import { memoryLimitCheck } from './memory-limit.js';
import { nodeVersionCheck } from './node-version.js';
import { platformCheck } from './platform.js';
import { queueDisciplineCheck } from './queue-discipline.js';
import { realtimeCheck } from './realtime.js';
import { sharedMemoryCheck } from './shared-memory.js';
import { smtCheck } from './smt.js';
import { swapCheck } from './swap.js';
import { tcpBacklogCheck } from './tcp-backlog.js';
import { tcpBuffersCheck } from './tcp-buffers.js';
import { tcpDelaysCheck } from './tcp-delays.js';
import { virtualizationCheck } from './virtualization.js';
import { wakeUpCheck } from './wake-up.js';
import { webSocketLibraryCheck } from './web-socket-library.js';

export const CHECKS: readonly Check[] = [
  platformCheck,
  kernelCheck,
  glibcCheck,
  nodeVersionCheck,
  webSocketLibraryCheck,
  coresCheck,
  affinityCheck,
  isolationCheck,
  irqBalanceCheck,
  smtCheck,
  governorCheck,
  clockSourceCheck,
  realtimeCheck,
  cpuQuotaCheck,
  virtualizationCheck,
  memoryLimitCheck,
  sharedMemoryCheck,
  hugePagesCheck,
  swapCheck,
  descriptorsCheck,
  tcpBacklogCheck,
  tcpBuffersCheck,
  tcpDelaysCheck,
  queueDisciplineCheck,
  hiccupsCheck,
  wakeUpCheck,
];
