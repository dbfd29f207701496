import { ParseError, source } from '../../source.ts'

/** Which parts of the multi-generational LRU are on. */
export interface LruGen {
  /** Bit 0: reclaim goes by generations, not by active and inactive lists. */
  readonly on: boolean
  readonly bits: number
}

/**
 * /sys/kernel/mm/lru_gen/enabled: `0x0007`. Bit 0 the core, 1 clearing accessed bits in leaf entries in batches, 2 in others.
 * Linux 6.1; absent without CONFIG_LRU_GEN.
 * Kernel: Documentation/admin-guide/mm/multigen_lru.rst
 */
export function parseLruGen(file: Buffer): LruGen {
  const words = file.toString('latin1', 0, 40).trim()
  if (!/^0x[0-9a-f]{1,8}$/.test(words)) throw new ParseError('lru_gen', words)
  const bits = Number(words)
  return { on: (bits & 1) === 1, bits }
}

export const lruGen = source('/sys/kernel/mm/lru_gen/enabled', parseLruGen, 10)
