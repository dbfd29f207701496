import { meminfo } from '../parse/meminfo.ts'
import { overcommitKbytes, overcommitMemory, overcommitRatio } from '../parse/sys/vm.ts'
import { source, valueOf } from '../source.ts'
import type { Bytes } from '../units.ts'
import { model } from './model.ts'

/** Sysctls change when somebody changes them: every few seconds is soon enough. */
const slowly = 10

/** How much memory the kernel has promised, and how far it goes. mm/util.c __vm_enough_memory */
export interface Overcommit {
  /** 0: refuses only what could never fit; 1: never refuses; 2: never promises more than the limit. */
  readonly mode: number | null
  /** vm.overcommit_ratio, percent; vm.overcommit_kbytes overrides it when it is not 0. */
  readonly ratio: number | null
  readonly kbytes: Bytes | null
  /** (MemTotal − huge pages) × ratio + SwapTotal: binding in mode 2 only. */
  readonly limit: Bytes | null
  /** Private writable and shared memory promised to programs; may be above the limit in modes 0 and 1 without harm. */
  readonly committed: Bytes | null
}

export const overcommit = model({
  from: {
    meminfo,
    mode: source(overcommitMemory.path, overcommitMemory.parse, slowly),
    ratio: source(overcommitRatio.path, overcommitRatio.parse, slowly),
    kbytes: source(overcommitKbytes.path, overcommitKbytes.parse, slowly),
  },
  derive: (of): Overcommit => {
    const memory = valueOf(of.meminfo.after)
    return {
      mode: valueOf(of.mode.after),
      ratio: valueOf(of.ratio.after),
      kbytes: valueOf(of.kbytes.after),
      limit: memory?.commitLimit ?? null,
      committed: memory?.committedAS ?? null,
    }
  },
})
