import { ParseError, source } from '../../source.ts'
import { parseNumber } from '../number.ts'
import { parseWord } from '../sys/kernel.ts'

// Documentation/admin-guide/mm/zswap.rst. They change by hand only.
const SLOWLY = 10

/** Whether pages on their way out are compressed into RAM first. `Y` or `N`. */
export const zswapEnabled = source('/sys/module/zswap/parameters/enabled', parseSwitch, SLOWLY)
/** Raw. */
export const zswapCompressor = source('/sys/module/zswap/parameters/compressor', parseWord, SLOWLY)
/** Percent of RAM the pool may take. */
export const zswapMaxPool = source('/sys/module/zswap/parameters/max_pool_percent', parseNumber, SLOWLY)

/**
 * A switch of a kernel module: `Y` or `N`; old modules write 1 or 0.
 * Kernel: kernel/params.c param_get_bool
 */
export function parseSwitch(file: Buffer): boolean {
  const word = file.toString('latin1', 0, 80).trim()
  if (word !== 'Y' && word !== 'N' && word !== '1' && word !== '0') throw new ParseError('module parameter', word)
  return word === 'Y' || word === '1'
}
