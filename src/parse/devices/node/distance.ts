import { ParseError, type Source, source } from '../../../source.ts'

/** Hot-plug only changes it. */
const SLOWLY = 30

/**
 * /sys/devices/system/node/nodeN/distance: `10 12 20 32`, to each node that is online, in their order; 10 is itself, 20 twice as far.
 * The firmware's own estimate (ACPI SLIT), no measurement.
 * Kernel: drivers/base/node.c node_read_distance
 */
export function parseNodeDistance(file: Buffer): readonly number[] {
  const text = file.toString('latin1').trim()
  if (!/^\d{1,9}( \d{1,9})*$/.test(text)) throw new ParseError('node distance', text)
  return text.split(' ').map(Number)
}

export function nodeDistance(node: number): Source<readonly number[]> {
  return source(`/sys/devices/system/node/node${node}/distance`, parseNodeDistance, SLOWLY)
}
