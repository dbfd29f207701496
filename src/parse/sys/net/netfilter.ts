import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

// Documentation/networking/nf_conntrack-sysctl.rst; there only while the module is loaded.

/** Of the reader's network namespace. */
export const nfConntrackCount = source('/proc/sys/net/netfilter/nf_conntrack_count', parseNumber)
/** Connections a namespace may track; one value for the whole machine. */
export const nfConntrackMax = source('/proc/sys/net/netfilter/nf_conntrack_max', parseNumber, 5)
