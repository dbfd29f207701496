import { type Device, deviceSources, devices } from '../model/disks/devices.ts'
import { isLeaf } from '../model/disks/kinds.ts'
import { disks } from '../parse/block/disk.ts'
import { reading } from '../sample/sample.ts'
import { shellWord } from '../shell-word.ts'
import { isMissing } from '../source.ts'
import { deviceCulprit } from './parts/disks.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const sched: Rule = {
  id: 'SCHED',
  title: 'unusual I/O scheduler',
  help: 'A disk has a scheduler that does not fit its kind: one with an arm is served best when requests are sorted (mq-deadline, bfq), one without needs none. /sys/block/X/queue/scheduler; what the kernel itself takes is in block/elevator.c.',
  resource: 'disks',
  advice: true,
  limits: {},
  window: 0,
  every: 60,
  sources: (samples) => deviceSources(samples),
  see: (snapshot) => {
    const listed = reading(snapshot.samples.after, disks)
    if (isMissing(listed)) return listed
    const whole = snapshot.get(devices).filter(({ kind }) => isLeaf(kind))
    const odd = whole.flatMap((device) => {
      const better = adviceFor(device)
      return better === null ? [] : [{ device, better }]
    })
    const [first] = odd
    if (!first) {
      const known = whole.filter(({ scheduler }) => scheduler !== null).length
      return {
        clear: true,
        evidence: [count('disks whose scheduler fits', known, null, '/sys/block/X/queue/scheduler')],
      }
    }
    const { device, better } = first
    return {
      seen: 'info',
      value: odd.length,
      says: `${odd.map((one) => one.device.name).join(', ')}: ${device.scheduler} is not usual for ${kindName(device)}.`,
      evidence: odd.map((one) => ({
        what: `scheduler of ${one.device.name}`,
        seen: one.device.scheduler,
        limit: one.better,
        unit: '',
        from: `/sys/block/${one.device.name}/queue/scheduler`,
      })),
      culprits: odd.map((one) => deviceCulprit(one.device, one.device.scheduler ?? '')),
      scope: { devices: odd.map((one) => one.device.name) },
      next: `Try it under your load: echo ${better} > ${shellWord(`/sys/block/${device.name}/queue/scheduler`)}; a udev rule keeps it.`,
      caution: 'The best scheduler depends on the load: measure before and after.',
      verify: `cat ${shellWord(`/sys/block/${device.name}/queue/scheduler`)}`,
    }
  },
}

const BUSES = ['sata', 'sas', 'usb', 'scsi']

/**
 * What it should have; null: what it has fits, or nobody can tell: of a virtual disk `rotational` is what its host made it say, and a
 * controller with many queues sorts by itself.
 */
function adviceFor({
  scheduler,
  schedulers,
  rotational,
  isVirtual,
  transport,
  hardwareQueues,
  name,
}: Device): string | null {
  if (scheduler === null || isVirtual) return null
  const isPhysical = transport !== null && BUSES.includes(transport)
  if (rotational && isPhysical && (scheduler === 'none' || scheduler === 'noop') && (hardwareQueues ?? 1) <= 1)
    return ['mq-deadline', 'deadline', 'bfq', 'cfq'].find((one) => schedulers.includes(one)) ?? 'mq-deadline'
  if (name.startsWith('nvme') && (scheduler === 'bfq' || scheduler === 'cfq')) return 'none'
  if (rotational === false && scheduler === 'cfq')
    return ['mq-deadline', 'deadline', 'noop', 'none'].find((one) => schedulers.includes(one)) ?? 'none'
  return null
}

function kindName({ rotational, name }: Device): string {
  if (name.startsWith('nvme')) return 'NVMe'
  return rotational ? 'a disk with an arm' : 'a disk without an arm'
}
