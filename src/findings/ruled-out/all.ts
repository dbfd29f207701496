import type { Clearance } from './clearance.ts'
import { cpuCleared } from './cpu.ts'
import { disksCleared } from './disks.ts'
import { limitsCleared } from './limits.ts'
import { memoryCleared } from './memory.ts'
import { networkCleared } from './network.ts'
import { swapCleared } from './swap.ts'

/** By resource, in the order they are told. */
export const clearances: readonly Clearance[] = [
  cpuCleared,
  memoryCleared,
  swapCleared,
  disksCleared,
  networkCleared,
  limitsCleared,
]
