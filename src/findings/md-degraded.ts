import { percentOf } from '../format.ts'
import { type Array, arraySources, arrays } from '../model/disks/raid.ts'
import { disks } from '../parse/block/disk.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import { deviceCulprit } from './parts/disks.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const mdDegraded: Rule = {
  id: 'MD-DEGRADED',
  title: 'RAID lacks a disk',
  help: 'A RAID array of the md driver works without one of its members: it is slower, and the next failure may lose the data. /sys/block/mdN/md/degraded; Documentation/admin-guide/md.rst.',
  resource: 'disks',
  limits: { degraded: { value: 1, unit: '', why: 'each member that is lacking is one that cannot fail any more' } },
  window: 0,
  every: 30,
  sources: arraySources,
  see: (snapshot, limits) => {
    const listed = reading(snapshot.samples.after, disks)
    if (isMissing(listed)) return listed
    const all = snapshot.get(arrays)
    const [worst, ...others] = all
      .filter(({ degraded }) => (degraded ?? 0) >= limits('degraded'))
      .sort((a, b) => spare(a) - spare(b))
    if (!worst)
      return { clear: true, evidence: [count('RAID arrays that lack a disk', 0, 1, '/sys/block/mdN/md/degraded')] }
    const { name, level, degraded, members, action, done } = worst
    const isRebuilt = action === 'recover'
    const progress = isRebuilt ? ` and is being rebuilt${done === null ? '' : `, ${percentOf(done)} done`}` : ''
    return {
      seen: spare(worst) <= 0 && !isRebuilt ? 'critical' : 'warning',
      value: degraded ?? 0,
      says: `${name} (${level}) lacks ${degraded} of ${members ?? 'its'} disks${progress}${spare(worst) <= 0 ? ': the next failure loses its data' : ''}.`,
      evidence: [
        count(`disks that ${name} lacks`, degraded, limits('degraded'), `/sys/block/${name}/md/degraded`),
        { what: 'what it does', seen: action, limit: null, unit: '', from: `/sys/block/${name}/md/sync_action` },
      ],
      culprits: [worst, ...others].map((one) =>
        deviceCulprit({ name: one.name, alias: null }, `${one.degraded} lacking`),
      ),
      scope: { devices: [worst, ...others].map((one) => one.name) },
      next: isRebuilt
        ? 'Let it finish; md/sync_speed_max and the sysctl dev.raid.speed_limit_max set how much of the disks it takes.'
        : `Find the failed disk (mdadm --detail /dev/${name}), replace it and add the new one: mdadm /dev/${name} --add DEVICE`,
      caution: 'A rebuild reads all other disks: it slows them down, and is when a second one fails.',
      verify: `cat /proc/mdstat; mdadm --detail /dev/${name}`,
    }
  },
}

/** Members that may still fail before data is lost. Of RAID 10 one, as it depends on which. */
function spare({ level, degraded, members }: Array): number {
  const most = level === 'raid6' ? 2 : level === 'raid1' ? (members ?? 2) - 1 : 1
  return most - (degraded ?? 0)
}
