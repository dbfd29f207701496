import type { Host } from '../src/host/host.ts'

/** What comes in place of a file's bytes: others, or the errno of a read that fails. Pid 0: not of a process. */
export type Change = (bytes: Buffer, path: string, pid: number) => Buffer | string

/** A machine one of whose files (or all of whose files, for a change that asks) answers otherwise. */
export function injected(host: Host, change: Change): Host {
  return {
    ...host,
    collect: (plan, sink, turn) =>
      host.collect(
        plan,
        {
          pids: (...list) => sink.pids(...list),
          fail: (...said) => sink.fail(...said),
          bytes: (at, pid, path, bytes) => {
            const changed = change(bytes, path, pid)
            if (typeof changed === 'string') sink.fail(at, pid, path, changed)
            else sink.bytes(at, pid, path, changed)
          },
        },
        turn,
      ),
  }
}

/** These files cannot be read. */
export function without(host: Host, errno: string, ...paths: readonly string[]): Host {
  return injected(host, (bytes, path) => (paths.includes(path) ? errno : bytes))
}
