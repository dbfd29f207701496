import type { Device } from '../../model/disks/devices.ts'
import { isLeaf } from '../../model/disks/kinds.ts'

/** What the schedulers of a kernel do, and what became of those that are gone since Linux 5.0. Kernel: block/, Documentation/block */
export const SCHEDULERS: Readonly<Record<string, string>> = {
  none: 'first in, first out for each hardware queue; merges only what a thread hands over at once',
  'mq-deadline': 'sorted by sector in batches; reads wait 500 ms at most, writes 5 s; knows I/O priorities',
  kyber: 'lets in only as many as keep reads at 2 ms and writes at 10 ms; for fast disks',
  bfq: 'a queue and a budget for every process, those one waits for first; costs the most CPU',
  noop: 'gone since Linux 5.0: none does the same',
  deadline: 'gone since Linux 5.0: mq-deadline does the same',
  cfq: 'gone since Linux 5.0: bfq is its heir',
}

const NETWORK = ['iscsi', 'fc', 'nvme-of', 'rbd']

/** What usually fits, in one sentence. */
export function adviceFor(device: Pick<Device, 'kind' | 'transport' | 'rotational' | 'isVirtual'>): string {
  const { kind, transport, rotational } = device
  if (!isLeaf(kind)) return 'what stands on other devices: none, as those sort'
  if (device.isVirtual) return 'a virtual disk: none or mq-deadline, the host sorts again'
  if (transport === 'nvme') return 'NVMe: none; mq-deadline or kyber where one writer starves the others'
  if (kind === 'nbd' || NETWORK.includes(transport ?? ''))
    return 'storage over a network: none or mq-deadline, the far end sorts again'
  if (kind === 'rom') return 'a drive of discs: mq-deadline'
  if (rotational) return 'a disk that turns: mq-deadline for throughput, bfq for a desktop'
  if (transport === 'mmc' || transport === 'usb') return 'a card or stick: mq-deadline, or bfq where it is slow'
  return transport === null || rotational === null
    ? 'a disk of unknown kind: mq-deadline; none where it is flash'
    : 'a SATA or SAS SSD: mq-deadline or none'
}
