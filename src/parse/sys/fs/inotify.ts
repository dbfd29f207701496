import { source } from '../../../source.ts'
import { parseNumber } from '../../number.ts'

// Documentation/admin-guide/sysctl/fs.rst; inotify(7). By user, of the user namespace

/** Files and folders that the programs of one user may watch; beyond it ENOSPC. */
export const maxUserWatches = source('/proc/sys/fs/inotify/max_user_watches', parseNumber)
/** inotify descriptors that the programs of one user may have: 128 unless set; beyond it EMFILE. */
export const maxUserInstances = source('/proc/sys/fs/inotify/max_user_instances', parseNumber)
