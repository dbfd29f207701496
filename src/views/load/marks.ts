import { CAUSES, type Cause } from '../../model/load/cause.ts'
import type { Style } from '../../style.ts'
import { clean, type Text } from '../../text.ts'

interface Mark {
  /** The same sign in the bar, in the chart and in tables, so that nobody needs the colour. */
  readonly mark: Text
  readonly style: Style
}

export const MARKS: Readonly<Record<Cause, Mark>> = {
  on_cpu: of('█', 'series1'),
  waiting: of('▒', 'series2'),
  d_block: of('B', 'series3'),
  d_filesystem: of('F', 'series4'),
  d_dirty: of('D', 'series5'),
  d_network_fs: of('N', 'series6'),
  d_reclaim: of('M', 'series7'),
  d_lock: of('L', 'series8'),
  d_other: of('O', 'kernel'),
  d_hidden: of('H', 'warning'),
}

export function titleOf(cause: Cause): Text {
  return clean(CAUSES[cause].title)
}

function of(mark: string, style: Style): Mark {
  return { mark: clean(mark), style }
}
