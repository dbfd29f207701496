import { kernelLog, kernelLogSource } from '../../model/kernel-log/log.ts'
import { logNowSources } from '../../model/kernel-log/now.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { printk } from '../../parse/sys/kernel/printk.ts'
import { isMissing } from '../../source.ts'
import type { View } from '../view.ts'
import { headLines } from './head.ts'
import { kernelLogJson } from './json.ts'
import { messageSection } from './messages.ts'

export const kernelLogView: View = {
  id: 'kernel-log',
  terms: [
    {
      term: 'Trouble',
      help: 'messages of the last 15 minutes that whytop knows to mean harm, by what they mean, with how often they came; /dev/kmsg',
    },
    {
      term: 'Log',
      help: 'messages that are kept and the time they span; lost: overwritten before they were read, as the kernel said more than its ring holds; /dev/kmsg',
    },
    { term: 'Errors', help: 'messages of level error and above, and warnings, of all that is kept; /dev/kmsg' },
  ],
  sources: (samples) => [kernelLogSource(samples), ...logNowSources, printk],
  sections: (snapshot) => [
    { kind: 'lines', id: 'kernel-log-head', priority: 2, least: 4, lines: (width) => headLines(snapshot, width) },
    messageSection(snapshot),
  ],
  json: kernelLogJson,
  missing: (snapshot: Snapshot) => {
    const log = kernelLog(snapshot)
    return isMissing(log) ? [log] : []
  },
}
