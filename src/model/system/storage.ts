import { parseFolder } from '../../parse/folder.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { source, valueOf } from '../../source.ts'
import { kindOf as diskKind, transportOf } from '../disks/kinds.ts'
import { model } from '../model.ts'

const SELDOM = 30
const blocks = source('/sys/block/', parseFolder, SELDOM)
const mounts = source(mountinfo.path, mountinfo.parse, SELDOM)

/** What there is of storage, counted; the Disks pane has each. */
export interface Storage {
  /** Disks by what they are attached by: nvme, virtio, ata, usb …, `disk` where that is not told; what stands for others (dm, md, loop, zram) by its kind. */
  readonly disks: ReadonlyMap<string, number> | null
  /** File systems, each once however often it is mounted: on devices, over a network or from another program, in memory. */
  readonly filesystems: { readonly devices: number; readonly remote: number; readonly memory: number } | null
}

export const storage = model({
  from: { blocks, mounts },
  derive: (of): Storage => {
    const entries = valueOf(of.blocks.after)
    const table = valueOf(of.mounts.after)
    const disks = new Map<string, number>()
    for (const { name, target } of entries ?? []) {
      const kind = diskKind(name, null)
      const by = kind === 'disk' ? (transportOf(target) ?? 'disk') : kind
      disks.set(by, (disks.get(by) ?? 0) + 1)
    }
    const kinds = new Map((table ?? []).map(({ device, type, source: from }) => [device, placeOf(type, from)]))
    const many = (kind: string) => [...kinds.values()].filter((one) => one === kind).length
    return {
      disks: entries ? disks : null,
      filesystems: table ? { devices: many('device'), remote: many('remote'), memory: many('memory') } : null,
    }
  },
})

function placeOf(type: string, from: string): 'device' | 'remote' | 'memory' | 'none' {
  if (/^(nfs4?|cifs|smb3|9p|ceph|afs|virtiofs|glusterfs|lustre|fuse\..+|fuse)$/.test(type)) return 'remote'
  if (type === 'tmpfs' || type === 'ramfs') return 'memory'
  return from.startsWith('/dev/') || type === 'zfs' || type === 'btrfs' ? 'device' : 'none'
}
