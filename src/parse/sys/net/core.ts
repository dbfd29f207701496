import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

// Documentation/admin-guide/sysctl/net.rst

/** Cap of listen(2)'s backlog. 4096 since Linux 5.4, 128 before. */
export const somaxconn = source('/proc/sys/net/core/somaxconn', parseNumber, 5)
/** Largest receive buffer setsockopt(2) may ask for, bytes. */
export const rmemMax = source('/proc/sys/net/core/rmem_max', parseNumber, 5)
/** Receive buffer of a socket that does not ask, UDP's too, bytes. */
export const rmemDefault = source('/proc/sys/net/core/rmem_default', parseNumber, 5)
