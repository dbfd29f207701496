import { source } from '../../source.ts'
import { parseChoice } from '../choice.ts'
import { parseNumber } from '../number.ts'

// Documentation/admin-guide/mm/transhuge.rst; absent without CONFIG_TRANSPARENT_HUGEPAGE

const FOLDER = '/sys/kernel/mm/transparent_hugepage'
const SLOWLY = 10

/** always: every mapping that is large enough; madvise: where the program asks; never. */
export const thpEnabled = source(`${FOLDER}/enabled`, parseChoice, SLOWLY)
/** What a page fault does when there is no huge page free: reclaim and compact at once, later, or not at all. */
export const thpDefrag = source(`${FOLDER}/defrag`, parseChoice, SLOWLY)
/** The same choice for tmpfs and shared memory. */
export const thpShmem = source(`${FOLDER}/shmem_enabled`, parseChoice, SLOWLY)
/** Bytes of a huge page: 2 MiB on x86. Linux 4.10 */
export const thpSize = source(`${FOLDER}/hpage_pmd_size`, parseNumber, SLOWLY)
