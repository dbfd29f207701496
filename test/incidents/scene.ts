import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Child, start, until } from '../live/ticks.ts'

/** Where something is made to go wrong. All that was made goes away by `end`, the last first, also when making it failed. */
export interface Scene {
  /** Empty, on a disk. */
  readonly folder: string
  /** Starts a role of the actor, and resolves when it has begun. */
  actor(role: string, ...args: readonly (string | number)[]): Promise<Child>
  /** The same in cgroups, in a network namespace, or behind another command. */
  actorIn(place: Place, role: string, ...args: readonly (string | number)[]): Promise<Child>
  /** Any command that says a line when it is ready, or nothing at all. */
  start(command: string, ...args: readonly string[]): Child
  /** A cgroup of version 1 with these files written. */
  cgroup(controller: Controller, files: Readonly<Record<string, string | number>>): Cgroup
  /** A disk of its own: a loop device over a file of zeros, its cache left out. */
  loop(mib: number): Promise<string>
  /** A loop device over this file. */
  attached(file: string): Promise<string>
  /** A mounted ext4 on such a disk. */
  fileSystem(mib: number): Promise<{ readonly device: string; readonly folder: string }>
  /** A network namespace with loopback up. */
  net(): Promise<Net>
  swap(mib: number): Promise<void>
  /**
   * Changes the machine by a command, and takes it back by another: at the end, or as soon as what this returns is called, or when this
   * process is no more, however it came to its end.
   */
  held(change: string, back: string): Promise<() => Promise<void>>
  defer(undo: () => unknown): void
  /** Ends all actors. */
  endActors(): Promise<void>
  end(): Promise<void>
}

export interface Place {
  readonly cgroups?: readonly Cgroup[]
  readonly net?: Net
  readonly by?: readonly string[]
}

export type Controller = 'cpu' | 'memory' | 'pids' | 'blkio' | 'freezer'

export interface Cgroup {
  /** As a process in it sees it in /proc/self/cgroup. */
  readonly path: string
  readonly folder: string
  write(file: string, value: string | number): void
}

export interface Net {
  readonly pid: number
  run(command: string, ...args: readonly string[]): string
}

export const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8' })

export function openScene(program: string): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-incident-'))
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const defer = (step: () => unknown) => void undo.push(step)
  const started = (command: string, ...args: readonly string[]) => {
    const child = start(command, ...args)
    defer(() => child.end())
    return child
  }
  const actors: Child[] = []
  const actorIn: Scene['actorIn'] = async ({ cgroups = [], net, by = [] }, role, ...args) => {
    const child = started(...inPlace(cgroups, net), ...by, program, role, ...args.map(String))
    actors.push(child)
    const said = await child.line()
    if (said !== 'ready') throw new Error(`${role} says ${said}`)
    return child
  }
  const held: Scene['held'] = async (change, back) => {
    const keeper = start(
      'setsid',
      'sh',
      '-c',
      `trap "" INT TERM HUP; ${change} || { echo failed; exit 1; }; echo done; read go; ${back}; echo back`,
    )
    let isBack = false
    const takeBack = async () => {
      if (isBack) return
      isBack = true
      keeper.tell('go')
      await keeper.line()
      await keeper.end()
    }
    if ((await keeper.line()) !== 'done') throw new Error(`${change}: failed`)
    defer(takeBack)
    return takeBack
  }
  const loop = async (mib: number) => {
    const file = join(mkdtempSync(join(folder, 'disk-')), 'disk')
    run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', `count=${mib}`, 'conv=fsync', 'status=none')
    return attached(file)
  }
  const attached = async (file: string) => {
    const device = run('losetup', '--find').trim()
    await held(`losetup --direct-io=on ${device} ${file}`, `losetup --detach ${device}`)
    return device
  }
  return {
    folder,
    start: started,
    actor: (role, ...args) => actorIn({}, role, ...args),
    actorIn,
    loop,
    attached,
    held,
    defer,
    cgroup: (controller, files) => cgroup(controller, `${basename(folder)}-${undo.length}`, files, defer),
    async fileSystem(mib) {
      const device = await loop(mib)
      const mount = mkdtempSync(join(folder, 'mount-'))
      run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', device)
      // Whoever worked there may need a moment to end.
      await held(`mount ${device} ${mount}`, `for i in $(seq 100); do umount ${mount} && break; sleep 0.1; done`)
      return { device, folder: mount }
    },
    async net() {
      const anchor = started('unshare', '-n', 'sh', '-c', 'ip link set lo up && echo ready && read end')
      await anchor.line()
      return {
        pid: anchor.pid,
        run: (command, ...args) => run('nsenter', '-t', String(anchor.pid), '-n', command, ...args),
      }
    },
    async swap(mib) {
      const file = join(folder, 'swap')
      run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', `count=${mib}`, 'conv=fsync', 'status=none')
      run('chmod', '600', file)
      run('mkswap', '-q', file)
      await held(`swapon ${file}`, `swapoff ${file}`)
    },
    async endActors() {
      for (const actor of actors) await actor.end()
    },
    async end() {
      const wrong: unknown[] = []
      for (const step of undo.splice(0).reverse()) {
        try {
          await step()
        } catch (error) {
          wrong.push(error)
        }
      }
      if (wrong.length > 0) throw new AggregateError(wrong, `not all was taken away: ${wrong.join('; ')}`)
    },
  }
}

function inPlace(cgroups: readonly Cgroup[], net: Net | undefined): [string, ...string[]] {
  const entered = cgroups.map(({ folder }) => `echo $$ > ${join(folder, 'cgroup.procs')} && `).join('')
  const inside: [string, ...string[]] = ['sh', '-c', `${entered}exec "$@"`, 'sh']
  return net ? [...inside, 'nsenter', '-t', String(net.pid), '-n'] : [...inside]
}

function cgroup(
  controller: Controller,
  name: string,
  files: Readonly<Record<string, string | number>>,
  defer: Scene['defer'],
): Cgroup {
  const folder = `/sys/fs/cgroup/${controller}/${name}`
  mkdirSync(folder)
  // What is killed in it leaves it a moment later.
  defer(() =>
    until(`${folder} empty`, () => readFileSync(join(folder, 'cgroup.procs'), 'latin1') === '').then(() =>
      rmdirSync(folder),
    ),
  )
  const write = (file: string, value: string | number) => writeFileSync(join(folder, file), String(value))
  for (const [file, value] of Object.entries(files)) write(file, value)
  return { path: `/${name}`, folder, write }
}
