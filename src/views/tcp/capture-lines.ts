import { type Captured, captureLines } from '../../model/tcp/capture.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { LABEL } from '../facts.ts'
import type { Lines } from '../view.ts'
import { span } from './show.ts'

/** Ready commands and filters, whole: they are to be copied. What is longer than the pane goes on below itself. */
export function captureSection(of: Captured, priority: number): Lines {
  const lines = captureLines(of)
  return {
    kind: 'lines',
    id: 'tcp-capture',
    priority,
    least: 3,
    lines: (width, rows) => [
      { spans: [span(text` tcpdump and Wireshark (a capture holds what was sent: keep it safe)`, 'head')] },
      ...lines.slice(0, rows < 30 ? 3 : lines.length).flatMap(({ what, line }) => wrapped(what, line, width)),
    ],
  }
}

function wrapped(what: string, line: string, width: number): readonly Line[] {
  const room = Math.max(20, width - LABEL - 1)
  const pieces: string[] = []
  let rest = line
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room)
    const end = space > 0 ? space : room
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...pieces, rest].map((piece, i) => ({
    spans: [span((i === 0 ? ` ${what}` : '').padEnd(LABEL + 1) as Text, 'label'), span(clean(piece))],
  }))
}
