import { cpuIncidents } from './cpu.ts'
import { diskIncidents } from './disks.ts'
import { healthyLoads } from './healthy.ts'
import type { Incident } from './incident.ts'
import { limitIncidents } from './limits.ts'
import { memoryIncidents } from './memory.ts'
import { networkIncidents } from './network.ts'
import { numaIncidents } from './numa.ts'
import { stuckIncidents } from './stuck.ts'

export const incidents: readonly Incident[] = [
  ...cpuIncidents,
  ...memoryIncidents,
  ...numaIncidents,
  ...stuckIncidents,
  ...diskIncidents,
  ...networkIncidents,
  ...limitIncidents,
  ...healthyLoads,
]
