import { ptraceScope } from '../../parse/sys/kernel.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { type Text, text } from '../../text.ts'
import type { Lines } from '../view.ts'
import type { Seen } from './page.ts'
import { wrapped } from './show.ts'

/** Commands that show its system calls, to be copied: whytop runs none of them. Of a capture there is nothing to trace. */
export function traceSections({ snapshot, looked }: Seen): readonly Lines[] {
  if (looked.kind !== 'user' || looked.ended || snapshot.facts.captured !== null) return []
  const { pid } = looked.id
  const tracer = looked.value('status')?.tracerPid ?? 0
  const against = [tracing(tracer), scope(valueOf(reading(snapshot.samples.after, ptraceScope)))].flatMap(
    (one) => one ?? [],
  )
  return [
    {
      kind: 'lines',
      id: 'process-trace',
      priority: 4,
      least: 3,
      lines: (width) => [
        ...wrapped(text`Trace`, text`timeout -s INT 10 strace -f -c -w -p ${pid}`, 'plain', width),
        ...wrapped(text``, text`strace -f -tt -T -e trace=%network,%file -p ${pid}`, 'plain', width),
        ...against.flatMap((words) => wrapped(text``, words, 'warning', width)),
        ...wrapped(
          text``,
          text`Each system call stops it twice: it may run 10 to 100 times slower. perf trace -p ${pid} costs it less.`,
          'dim',
          width,
        ),
      ],
    },
  ]
}

function tracing(tracer: number): Text | null {
  return tracer === 0 ? null : text`Process ${tracer} traces it already, and only one may.`
}

/** Documentation/admin-guide/LSM/Yama.rst. Null: this kernel has no Yama, or it lets everybody trace what is theirs. */
function scope(value: number | null): Text | null {
  if (value === 1) return text`kernel.yama.ptrace_scope is 1: root may, others only what they started.`
  if (value === 2) return text`kernel.yama.ptrace_scope is 2: only root may.`
  return value === 3 ? text`kernel.yama.ptrace_scope is 3: nobody may until the next boot.` : null
}
