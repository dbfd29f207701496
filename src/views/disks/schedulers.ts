import type { Device } from '../../model/disks/devices.ts'

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

/** What usually fits, in one sentence. */
export function adviceFor(device: Pick<Device, 'kind' | 'transport' | 'rotational' | 'isVirtual'>): string {
  if (device.kind !== 'disk') return 'the devices it is made of are where requests are sorted'
  if (device.isVirtual) return 'a virtual disk: none or mq-deadline, the host sorts again'
  if (device.transport === 'nvme') return 'NVMe: none; mq-deadline or kyber where one writer starves the others'
  return device.rotational
    ? 'a disk that turns: mq-deadline for throughput, bfq for a desktop'
    : 'a SATA or SAS SSD: mq-deadline or none'
}
