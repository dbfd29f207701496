import { sign } from '../../format.ts'
import { classify } from '../../model/load/classify.ts'
import { signalNames, signalWords } from '../../model/process/signals.ts'
import { stateSays } from '../../model/process/state-words.ts'
import type { PidSyscall } from '../../parse/pid/syscall.ts'
import { ptraceScope } from '../../parse/sys/kernel.ts'
import { isMissing } from '../../source.ts'
import type { Line, Span } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { words } from '../column.ts'
import type { Lines, TableSection } from '../view.ts'
import { headSection } from './head.ts'
import type { Page, Seen } from './page.ts'
import { shown, span, wrapped } from './show.ts'
import { traceSections } from './trace.ts'

export const kernelPage: Page = {
  id: 'kernel',
  title: 'Kernel',
  files: ['status', 'wchan', 'syscall', 'stack', 'owner'],
  userOnly: ['syscall'],
  sources: () => [ptraceScope],
  sections: (on) => [headSection(on), nowSection(on), stackTable(on), ...traceSections(on)],
  json: kernelJson,
}

function nowSection(on: Seen): Lines {
  const lines = (width: number) => (on.looked.process ? nowLines(on, on.looked.process.stat.state, width) : [])
  return { kind: 'lines', id: 'process-kernel', priority: 1, least: on.looked.process ? 8 : 0, lines }
}

function nowLines(on: Seen, state: string, width: number): readonly Line[] {
  const { looked } = on
  const status = looked.file('status')
  const one = (label: Text, what: Span) => wrapped(label, what.text, what.style, width)
  const mask = (name: 'sigPnd' | 'shdPnd' | 'sigBlk' | 'sigIgn' | 'sigCgt') =>
    shown(status, (s) => (s[name] === undefined ? text`-` : clean(signalWords(s[name]))))
  return [
    ...one(text`State`, span(stateSays(state))),
    ...one(text`Sleeps in`, wchanSpan(on, state)),
    ...one(
      text`Syscall`,
      looked.kind === 'user'
        ? shown(looked.file('syscall'), syscallText)
        : span(text`none: ${looked.kind === 'kernel' ? text`a kernel thread` : text`a zombie`}`),
    ),
    ...one(text`Pending`, mask('sigPnd')),
    ...one(text`  process`, mask('shdPnd')),
    ...one(text`Blocked`, mask('sigBlk')),
    ...one(text`Ignored`, mask('sigIgn')),
    ...one(text`Caught`, mask('sigCgt')),
  ]
}

function wchanSpan({ looked, mayRead }: Seen, state: string): Span {
  const wchan = looked.file('wchan')
  if (isMissing(wchan)) return span(sign(wchan.missing), 'dim')
  if (wchan.value === null)
    return mayRead || state === 'R' ? span(text`-`) : span(text`hidden: only root or its owner may know`, 'dim')
  if (state !== 'D') return span(clean(wchan.value))
  const stack = looked.value('stack')
  return span(text`${clean(wchan.value)}: ${clean(classify({ wchan: wchan.value, stack }).says)}`, 'hot')
}

/** Numbers differ between architectures, so there is no name to give. */
function syscallText(call: PidSyscall): Text {
  if (call.state === 'running') return text`running: not in a system call now`
  if (call.state === 'blocked') return text`asleep outside of a system call, at ${hex(call.pc)}`
  return text`number ${call.number} (${join(call.args.map(hex), text`, `)}), called at ${hex(call.pc)}`
}

function hex(value: bigint): Text {
  return clean(`0x${value.toString(16)}`)
}

function stackTable({ looked }: Seen): TableSection {
  const stack = looked.file('stack')
  const calls = isMissing(stack) ? [] : stack.value
  const at = (row: number) => calls[row] as string
  return {
    kind: 'table',
    id: 'process-stack',
    priority: 3,
    least: 3,
    title: null,
    count: calls.length,
    columns: [
      {
        id: 'frame',
        title: '#',
        help: 'calls outwards from where it sleeps',
        width: 3,
        align: 'right',
        priority: 1,
        unit: 'count',
        cell: (row) => text`${row}`,
        by: (row) => row,
      },
      {
        ...words(
          {
            id: 'call',
            title: 'KERNEL STACK',
            width: 30,
            priority: 1,
            help: 'function, offset and size, innermost first; of the leader thread; root only; /proc/PID/stack',
          },
          at,
        ),
        grow: true,
      },
    ],
    sort: { by: 'frame', reverse: false },
    id_of: (row) => row,
    key: (row) => `${row}`,
    empty: isMissing(stack)
      ? text`${sign(stack.missing)}  no stack: ${clean(stack.why)}`
      : text`empty: it is on a CPU, or not in the kernel`,
  }
}

function kernelJson({ looked }: Seen): Readonly<Record<string, unknown>> {
  const status = looked.value('status')
  const call = looked.value('syscall')
  const names = (mask: bigint | undefined) => (mask === undefined ? null : signalNames(mask))
  return {
    state: looked.process?.stat.state ?? null,
    wchan: looked.value('wchan'),
    syscall_state: call?.state ?? null,
    syscall_number: call?.state === 'syscall' ? call.number : null,
    stack: looked.value('stack'),
    signals_pending: names(status?.sigPnd),
    signals_pending_process: names(status?.shdPnd),
    signals_blocked: names(status?.sigBlk),
    signals_ignored: names(status?.sigIgn),
    signals_caught: names(status?.sigCgt),
  }
}
