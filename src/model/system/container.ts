import { mountinfo, type ProcMount, procMount } from '../../parse/mountinfo.ts'
import { parsePidCgroup } from '../../parse/pid/cgroup.ts'
import { parsePidLinks } from '../../parse/pid/links.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { isMissing, type Source, source, valueOf } from '../../source.ts'
import { model } from '../model.ts'
import { isInitial, namespacesOf } from '../process/namespaces.ts'

const SELDOM = 30
const namespaces = source('/proc/self/ns/', parsePidLinks, SELDOM)
/** Of the first process in sight; only root may see it. */
const first = source('/proc/1/ns/', parsePidLinks, SELDOM)
export const ownGroups = source('/proc/self/cgroup', parsePidCgroup, SELDOM)
/** systemd writes the manager's name: docker, lxc, podman, systemd-nspawn. */
const manager = source('/run/systemd/container', parseWord, SELDOM)
const docker = source('/.dockerenv', present, SELDOM)
const podman = source('/run/.containerenv', present, SELDOM)
const mounts: Source<ReturnType<typeof mountinfo.parse>> = source(mountinfo.path, mountinfo.parse, SELDOM)

/** Where whytop itself stands: whose numbers it sees. Null: could not be read, as in a capture. */
export interface Container {
  readonly inside: boolean | null
  /** docker, podman, lxc …; null: not known. Raw. */
  readonly manager: string | null
  /** What told it, shortly. */
  readonly told: readonly string[]
  /** False: the PID namespace is not the machine's, so processes outside are not listed. */
  readonly ownPids: boolean | null
  /** From whom /proc hides processes that are not theirs, root and its trusted aside; null: it is not known how it is mounted. */
  readonly hidepid: ProcMount['hidepid'] | null
  /** True: surely the machine's network; null: an older kernel does not tell. */
  readonly machineNet: boolean | null
  /** Files that lxcfs makes up from the limits of the container: their numbers are not the machine's. */
  readonly lxcfs: readonly string[]
  /** Its own groups by hierarchy, raw; v2 has no controllers. */
  readonly groups: readonly { readonly controllers: readonly string[]; readonly path: string }[] | null
}

export const container = model({
  from: { namespaces, first, ownGroups, manager, docker, podman, mounts },
  derive: (of): Container => {
    const links = valueOf(of.namespaces.after)
    const own = links && namespacesOf(links, valueOf(of.first.after))
    const pid = own?.find(({ type }) => type === 'pid')
    const mnt = own?.find(({ type }) => type === 'mnt')
    const net = own?.find(({ type }) => type === 'net')
    const table = valueOf(of.mounts.after)
    const lxcfs = (table ?? []).filter(({ type }) => type === 'fuse.lxcfs').map(({ mountPoint }) => mountPoint)
    const root = table?.findLast(({ mountPoint }) => mountPoint === '/')
    const named = valueOf(of.manager.after)
    const isUnread = isMissing(of.namespaces.after) && of.namespaces.after.missing === 'pending'
    // An image may be started as a machine: its files are those of a container, its namespaces are not, and they come a little later.
    const onMachine =
      isUnread ||
      (pid !== undefined && isInitial(pid) && mnt !== undefined && (isInitial(mnt) || mnt.isShared === true))
    const told = [
      ...(pid && !isInitial(pid) ? ['a PID namespace of its own'] : []),
      ...(named !== null && !onMachine ? ['/run/systemd/container'] : []),
      ...(valueOf(of.docker.after) !== null && !onMachine ? ['/.dockerenv'] : []),
      ...(valueOf(of.podman.after) !== null && !onMachine ? ['/run/.containerenv'] : []),
      ...(lxcfs.length > 0 ? ['lxcfs'] : []),
    ]
    const files = [named, valueOf(of.docker.after) && 'docker', valueOf(of.podman.after) && 'podman']
    return {
      inside: told.length > 0 ? true : links || (table && !isUnread) ? false : null,
      manager: told.length === 0 ? null : files.find((name) => name) || (lxcfs.length > 0 ? 'lxc' : null),
      // An image under a container is an overlay, but so is the root of a live system: it is told, and proves nothing.
      told: told.length > 0 && root?.type === 'overlay' ? [...told, 'an overlay as root'] : told,
      ownPids: pid ? !isInitial(pid) : null,
      hidepid: (table && procMount(table)?.hidepid) ?? null,
      machineNet: net && isInitial(net) ? true : null,
      lxcfs,
      groups: valueOf(of.ownGroups.after),
    }
  },
})

/** What stands in it does not matter. */
function present(): true {
  return true
}
