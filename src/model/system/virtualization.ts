import { cpuinfo } from '../../parse/cpuinfo.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { source, valueOf } from '../../source.ts'
import { model } from '../model.ts'

const SELDOM = 3600
const cpus = source(cpuinfo.path, cpuinfo.parse, 5)
const vendor = source('/sys/class/dmi/id/sys_vendor', parseWord, SELDOM)
const product = source('/sys/class/dmi/id/product_name', parseWord, SELDOM)
/** xen, and s390's. */
const type = source('/sys/hypervisor/type', parseWord, SELDOM)
const clocks = source('/sys/devices/system/clocksource/clocksource0/available_clocksource', parseWord, 10)

/** Whether this is a virtual machine, and by what it is known. */
export interface Virtualization {
  /** Null: this kernel does not say. */
  readonly virtual: boolean | null
  /** KVM, Xen, VMware, Hyper-V …; null: not known, or none. */
  readonly by: string | null
  /** What told: `flag hypervisor`, a clock source, DMI. */
  readonly told: readonly string[]
  /** Of the board, raw: `Dell Inc. PowerEdge R640`. Null: no DMI (a container, a small virtual machine). */
  readonly product: string | null
}

export const virtualization = model({
  from: { cpus, vendor, product, type, clocks },
  derive: (of): Virtualization => {
    const flag = valueOf(of.cpus.after)?.[0]?.hypervisor ?? null
    const [maker, board] = [valueOf(of.vendor.after), valueOf(of.product.after)]
    const hardware = maker === null && board === null ? null : [maker, board].filter((one) => one).join(' ')
    return virtualizationOf({ flag, hardware, type: valueOf(of.type.after), clocks: valueOf(of.clocks.after) })
  },
})

const BOARDS: readonly (readonly [RegExp, string])[] = [
  [/\bKVM\b|Amazon EC2|Google Compute|OpenStack|DigitalOcean|Hetzner/i, 'KVM'],
  [/QEMU/i, 'QEMU'],
  [/VMware/i, 'VMware'],
  [/innotek|VirtualBox/i, 'VirtualBox'],
  [/Xen/i, 'Xen'],
  [/Microsoft.*Virtual Machine/i, 'Hyper-V'],
  [/Parallels/i, 'Parallels'],
  [/BHYVE/i, 'bhyve'],
]
/** Clocks that only their hypervisor offers. */
const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/\bkvm-clock\b/, 'KVM'],
  [/\bhyperv_clocksource/, 'Hyper-V'],
  [/\bxen\b/, 'Xen'],
]

export function virtualizationOf({
  flag,
  hardware,
  type: kind,
  clocks: available,
}: {
  readonly flag: boolean | null
  readonly hardware: string | null
  readonly type: string | null
  readonly clocks: string | null
}): Virtualization {
  const clock = CLOCKS.find(([pattern]) => pattern.test(available ?? ''))?.[1] ?? null
  // EC2 has bare machines too, with the same board name: only the flag tells.
  const board = flag === false ? null : (BOARDS.find(([pattern]) => pattern.test(hardware ?? ''))?.[1] ?? null)
  const named = kind === null || kind === '' || kind === 'none' ? null : kind === 'xen' ? 'Xen' : kind
  const told = [
    ...(flag === true ? ['CPU flag hypervisor'] : []),
    ...(named === null ? [] : ['/sys/hypervisor/type']),
    ...(clock === null ? [] : ['clock source']),
    ...(board === null ? [] : ['DMI']),
  ]
  return { virtual: told.length > 0 ? true : flag, by: named ?? clock ?? board, told, product: hardware }
}
