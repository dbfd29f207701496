import type { Device } from './devices.ts'

/** How fast a device should be. What a hypervisor or a file stands behind may be anything: `virtual`. */
export type DiskClass = 'nvme' | 'ssd' | 'hdd' | 'virtual'

/**
 * By the model, the bus and what the driver says, never by the name alone: a cloud's volume calls itself nvme as well. A device made of
 * others is what those are.
 */
export function classOf(device: Device | undefined, all: readonly Device[]): DiskClass {
  if (!device) return 'virtual'
  const [leaf = device.name] = device.leaves
  const real = leaf === device.name ? device : (all.find(({ name }) => name === leaf) ?? device)
  if (real.isVirtual || real.kind !== 'disk') return 'virtual'
  if (real.transport === 'nvme') return 'nvme'
  if (real.transport === null || real.rotational === null) return 'virtual'
  return real.rotational ? 'hdd' : 'ssd'
}
