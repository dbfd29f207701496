import { commandOf } from '../../model/command.ts'
import type { Looked } from '../../model/process/looked.ts'
import { stateName } from '../../model/process/state-words.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Lines } from '../view.ts'
import type { Seen } from './page.ts'
import { span } from './show.ts'

/** Who the page is about, on every page; and whether it is still there. */
export function headSection({ looked, place }: Seen): Lines {
  const { process, id } = looked
  const lines: Line[] = []
  if (process) {
    const { comm, state, threads } = process.stat
    const name = looked.kind === 'kernel' || looked.kind === 'zombie' ? clean(commandOf(process)) : clean(comm)
    const kind = looked.kind === 'kernel' ? text`, kernel thread` : text``
    lines.push({
      spans: [
        span(text` ${name} `, 'strong'),
        span(text`pid ${id.pid}`),
        span(text`  ${clean(state)} ${stateName(state)}${kind}`, process && looked.row < 0 ? 'dim' : stateStyle(state)),
        span(threads > 1 ? text`  ${threads} threads` : text``, 'dim'),
      ],
    })
  }
  if (looked.ended || looked.refused) lines.push({ spans: [span(lostText(looked), 'warning')] })
  return { kind: 'lines', id: `${place.view}-head`, priority: 1, least: lines.length, lines: () => lines }
}

function lostText({ refused, reused, process }: Looked): Text {
  const last = process ? text`below is what was last seen of it` : text`nothing was read of it before`
  if (refused) return text` It may not be read any more; ${last}. Esc goes back.`
  return reused
    ? text` It has ended, and another process has its pid now; ${last}. Esc goes back.`
    : text` It has ended; ${last}. Esc goes back.`
}

export function stateStyle(state: string) {
  if (state === 'R') return 'ok'
  if (state === 'D') return 'hot'
  return state === 'Z' || state === 'T' || state === 't' ? 'warning' : 'plain'
}
