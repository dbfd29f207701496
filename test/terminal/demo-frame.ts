import type { Text } from '../../src/text.ts'
import type { Frame, Line, Span, Style } from '../../src/ui/frame.ts'

/** 45 rows of 12 fields at 160×48; each tick changes about a third of the numbers. */
export function demoFrame(
  tick: number,
  size: { readonly columns: number; readonly rows: number },
  says = '',
  keys = '',
): Frame {
  const lines: Line[] = [
    { spans: [span(`whytop demo ${size.columns}x${size.rows} ${says}`, 'title')] },
    { spans: [span(`keys ${keys}`, 'plain')] },
    {
      spans: [span('    PID USER       PRI  NI    VIRT     RES     SHR S   %CPU  %MEM     TIME+  COMMAND', 'head')],
      fill: 'head',
    },
  ]
  for (let row = 0; row < size.rows - 3; row++) lines.push(demoRow(row, tick))
  return { columns: size.columns, rows: size.rows, lines, cursor: null }
}

function demoRow(row: number, tick: number): Line {
  const number = (field: number) => {
    // A field changes in three ticks of ten.
    const turn = Math.floor((tick * 3 + ((row * 7 + field * 3) % 10)) / 10)
    return ((row * 131 + field * 977 + turn * 37) % 9973) / 10
  }
  const field = (index: number, width: number) => number(index).toFixed(1).padStart(width)
  const hot = number(5) > 900
  return {
    spans: [
      span(`${String(1000 + row * 17).padStart(7)} `, 'plain'),
      span('postgres   ', 'label'),
      span(' 20   0 ', 'dim'),
      span(`${field(2, 7)} ${field(3, 7)} ${field(4, 7)} `, 'plain'),
      span(row % 5 === 0 ? 'R ' : 'S ', row % 5 === 0 ? 'ok' : 'dim'),
      span(field(5, 6), hot ? 'warning' : 'plain'),
      span(` ${field(6, 5)} ${field(7, 9)} ${field(8, 7)} ${field(9, 7)} ${field(10, 7)}  `, 'plain'),
      span(row % 9 === 4 ? '데이터베이스 --port 5432' : `/usr/lib/postgresql/bin/postgres -D /var/lib/${row}`, 'plain'),
    ],
    ...(row === 7 ? { fill: 'selected' as const } : {}),
  }
}

function span(words: string, style: Style): Span {
  return { text: words as Text, style }
}
