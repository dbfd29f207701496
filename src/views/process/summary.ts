import { machine } from '../../model/machine.ts'
import { cgroupLimits, cgroupSources } from '../../model/process/cgroup-limits.ts'
import { isInitial, namespacesOf } from '../../model/process/namespaces.ts'
import { users } from '../../model/users.ts'
import { isMissing } from '../../source.ts'
import { text } from '../../text.ts'
import { detailsSection } from './details.ts'
import { headSection } from './head.ts'
import type { Page } from './page.ts'
import { summaryDetails } from './summary-details.ts'
import { summaryJson } from './summary-json.ts'
import { commandSection, mainSection } from './summary-main.ts'

export const summaryPage: Page = {
  id: 'summary',
  title: 'Summary',
  files: [
    'status',
    'owner',
    'io',
    'wchan',
    'oom_score',
    'oom_score_adj',
    'cgroup',
    'limits',
    'exe',
    'cwd',
    'root',
    'fd',
    'ns',
    'task',
    'cmdline',
  ],
  userOnly: ['exe', 'cwd', 'root', 'fd', 'ns', 'cmdline', 'io'],
  sources: (samples, pid) => [...machine.sources, ...users.sources, ...cgroupSources(samples, pid)],
  sections: (on) => [
    headSection(on),
    commandSection(on),
    mainSection(on),
    detailsSection('process-details', on.looked.process ? summaryDetails(on) : [], text`nothing is known of it`),
  ],
  json: summaryJson,
  missing: ({ snapshot, looked }) => {
    const init = snapshot.samples.after.processes?.focus?.files.get('init/ns')
    // Those the machine booted with are known by their number, and without its own there is nothing to compare.
    const own = looked.value('ns')
    const isAsked = own !== null && namespacesOf(own, null).some((one) => !isInitial(one))
    const refused = init && isMissing(init) && init.missing === 'denied' && isAsked && !looked.ended ? [init] : []
    return [...cgroupLimits(snapshot.samples, looked.value('cgroup')).missing, ...refused]
  },
}
