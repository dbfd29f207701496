import { monotonic } from '../monotonic.ts'
import type { Answer } from './blocking.ts'
import type { Machine } from './collect.ts'
import { BLOCKING, IN_EXECVE, OTHERS_BLOCK, type ProcessPlan, type Sink } from './host.ts'

type Item = ProcessPlan['dear'][number]

/** ms until a patient read counts as blocked: smaps of a large process takes longer than a tick can wait. */
const PATIENCE = 1000

/** What may block, in order of worth, in two lanes: until the batch has had its time, and what is then under way later. */
export async function readBlocking(machine: Machine, plan: ProcessPlan, sink: Sink): Promise<void> {
  const { blocking } = machine
  const until = monotonic() + plan.budget.batch
  const items = plan.dear.filter(({ file }) => BLOCKING.has(file))
  if (plan.probe) blocking.forgetLate(new Set(items.map((item) => pathOf(machine, item))))
  const queue = lateLast(machine, items, sink)
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const path = pathOf(machine, item)
      const key = String(item.pid)
      if (isExecuting(machine, item.pid)) push(machine, sink, item, machine.now(), IN_EXECVE)
      else if (blocking.isStuck(key)) push(machine, sink, item, machine.now(), 'ETIMEDOUT')
      else if (blocking.allStuck) push(machine, sink, item, machine.now(), OTHERS_BLOCK)
      else if (blocking.isUnderWay(path)) continue
      else if (!blocking.free) {
        // The other lane holds what is left: a read that is stuck since an earlier tick has this one.
        queue.unshift(item)
        return
      } else if (monotonic() >= until) return
      else if (item.patient) await readPatiently(machine, sink, item, path, until)
      else push(machine, sink, item, null, await blocking.read(path, key, plan.budget.wait))
    }
  }
  if (queue.length > 0) await Promise.all([lane(), lane()])
}

/** Those that are answered by what came since the last plan have had their turn: the others go first. */
function lateLast(machine: Machine, items: readonly Item[], sink: Sink): Item[] {
  const answered = items.filter((item) => {
    const late = machine.blocking.takeLate(pathOf(machine, item))
    if (late) push(machine, sink, item, late.at, late.answer)
    return late !== null
  })
  return [...items.filter((item) => !answered.includes(item)), ...answered]
}

/** What does not come while the batch has time comes with a later plan. */
async function readPatiently(machine: Machine, sink: Sink, item: Item, path: string, until: number): Promise<void> {
  const keep = (answer: Answer) => machine.blocking.keepLate(path, { at: machine.now(), answer })
  const reading = machine.blocking.read(path, String(item.pid), PATIENCE, keep)
  const answer = await within(reading, until - monotonic())
  if (answer === null) void reading.then(keep)
  else push(machine, sink, item, null, answer)
}

function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  if (ms === Number.POSITIVE_INFINITY) return promise
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), Math.max(0, ms))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function push(machine: Machine, sink: Sink, { pid, file }: Item, at: number | null, answer: Answer): void {
  if (typeof answer === 'string') sink.fail(at ?? machine.now(), pid, file, absentAs(machine, answer))
  else sink.bytes(at ?? machine.now(), pid, file, answer)
}

function pathOf(machine: Machine, { pid, file }: Item): string {
  return machine.path(`/proc/${pid}/${file === 'smaps_swap' ? 'smaps' : file}`)
}

/** What the absence of a file means where it was asked for. */
export function absentAs(machine: Machine, code: string): string {
  // A link in place of a file: nothing of a kernel's.
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' ? machine.absent : code
}

/** Whether a process that was found in the middle of execve is so still: what is read of it would block. */
export function isExecuting(machine: Machine, pid: number): boolean {
  return machine.executing?.has(pid) === true && isExecutingNow(machine, pid)
}

/** The same of one that nobody has looked at lately. */
export function isExecutingNow({ executing, path }: Machine, pid: number): boolean {
  return executing?.holds(pid, path(`/proc/${pid}`)) === true
}
