import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

/** Entries the neighbour table may have; one value for the whole machine. Documentation/networking/ip-sysctl.rst neigh/default/gc_thresh3 */
export const arpMost = source('/proc/sys/net/ipv4/neigh/default/gc_thresh3', parseNumber, 30)
export const ndiscMost = source('/proc/sys/net/ipv6/neigh/default/gc_thresh3', parseNumber, 30)
