import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

// Documentation/admin-guide/sysctl/vm.rst

/** Seconds: changed by a person. */
const SLOWLY = 10

/** Percent of dirtyable memory from which the flushers write; 0 where the bytes hold. */
export const dirtyBackgroundRatio = source('/proc/sys/vm/dirty_background_ratio', parseNumber, SLOWLY)
/** 0: the ratio holds. */
export const dirtyBackgroundBytes = source('/proc/sys/vm/dirty_background_bytes', parseNumber, SLOWLY)
/** Percent of dirtyable memory that no writer gets past; 0 where the bytes hold. */
export const dirtyRatio = source('/proc/sys/vm/dirty_ratio', parseNumber, SLOWLY)
/** 0: the ratio holds. */
export const dirtyBytes = source('/proc/sys/vm/dirty_bytes', parseNumber, SLOWLY)
/** Hundredths of a second between two looks of a flusher; 0: it never looks by itself. */
export const dirtyWritebackCentisecs = source('/proc/sys/vm/dirty_writeback_centisecs', parseNumber, SLOWLY)
/** Hundredths of a second after which dirty data is written at the next look. */
export const dirtyExpireCentisecs = source('/proc/sys/vm/dirty_expire_centisecs', parseNumber, SLOWLY)
/** Seconds after which a time stamp that was changed only in memory (lazytime) is written. */
export const dirtytimeExpireSeconds = source('/proc/sys/vm/dirtytime_expire_seconds', parseNumber, SLOWLY)
