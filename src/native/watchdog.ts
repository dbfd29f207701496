import { libc } from './libc.ts'

/** Told when a stretch of reading on the main thread begins, goes on, and ends. */
export interface Watchdog {
  alive(): void
  rest(): void
}

/** A stretch may stand still for so long until somebody looks why. */
const PATIENCE = 1000
const CLOCK_MONOTONIC = 1
const SIGEV_THREAD = 2

/**
 * Ends whytop, the terminal given back, where a read of /proc holds its main thread for good: of a process that began an execve between
 * two looks and never ends it (host/executing.ts). That sleep hears no signal but SIGKILL, so somebody else has to send it.
 *
 * A POSIX timer that is put off at every turn; when it runs out, glibc calls system(3) in a thread of its own: no JavaScript, no
 * memory (measured: 0.1 ms to make, 2 µs to put off). A late timer may also mean that we were stopped or that the machine swaps, so the shell
 * looks nine times, a second apart (a flush to a slow server may take seconds and go on), whether the main thread sleeps in D in a function of /proc (on 6.18 its wchan is
 * do_task_stat) and never ran. Locks of the whole machine are let go again, if late: proc_cgroup_show waits for cgroup_mutex before 6.7.
 * Null: no koffi, or another libc: then nothing watches.
 */
export function watchdog(): Watchdog | null {
  const native = libc()?.timer
  if (!native) return null
  const call = native.address('system')
  const event = Buffer.alloc(64)
  event.writeBigUInt64LE(BigInt(native.keep(SCRIPT)), 0)
  event.writeInt32LE(SIGEV_THREAD, 12)
  event.writeBigUInt64LE(BigInt(call), 16)
  const made = Buffer.alloc(8)
  if (call === 0 || native.create(CLOCK_MONOTONIC, event, made) !== 0) return null
  const id = made.readBigUInt64LE(0)
  // struct itimerspec: the interval, then the first time, each in seconds and nanoseconds.
  const soon = Buffer.alloc(32)
  soon.writeBigInt64LE(BigInt(PATIENCE / 1000), 16)
  const never = Buffer.alloc(32)
  return {
    alive: () => void native.settime(id, 0, soon, null),
    rest: () => void native.settime(id, 0, never, null),
  }
}

/** All that screen.ts may have switched on, off; then the cooked mode. Node closes stdin, stdout and stderr for its children. */
const SCRIPT = `
task=/proc/$PPID/task/$PPID
look() { cat $task/wchan; grep -E 'State:.D|ctxt_switches' $task/status; }
exec 2>/dev/null
first=$(look)
case $first in
  *cgroup* | *cpuset* | *proc_sys*) exit ;;
  *task_stat*State*D* | *io_account*State*D* | *lock_trace*State*D* | *proc_*State*D* | *ptrace*State*D* | *_access*State*D* | *rwsem*State*D*) ;;
  *) exit ;;
esac
for time in 1 2 3 4 5 6 7 8; do sleep 1; [ "$first" = "$(look)" ] || exit; done
read number fd rest < /proc/$PPID/syscall
what=$(readlink /proc/$PPID/fd/$((fd)))
exec >/dev/tty </dev/tty
printf '\\033[?2026l\\033[?1000l\\033[?1002l\\033[?1003l\\033[?1006l\\033[m\\033[?2004l\\033[?7h\\033[?25h\\033[999H\\r\\n\\033[?1049l'
stty sane
case $what in /proc/*) ;; *) what='a file of /proc' ;; esac
echo "whytop: to read $what blocks for good: a process stuck in execve (a dead FUSE or NFS mount?). Start whytop again: it will pass it by."
kill -KILL $PPID
`
