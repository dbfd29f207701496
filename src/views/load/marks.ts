import { CAUSES, type Cause } from '../../model/load/cause.ts'
import type { Style } from '../../style.ts'
import { clean, type Text } from '../../text.ts'

interface Mark {
  /** The same sign in the bar, in the chart and in tables, so that nobody needs the colour. */
  readonly mark: Text
  /** Of the sign where it stands by itself. */
  readonly style: Style
  /** Of its stretch in a bar or a chart. */
  readonly block: Style
}

export const MARKS: Readonly<Record<Cause, Mark>> = {
  on_cpu: of('C', 'series1', 'block1'),
  waiting: of('W', 'series2', 'block2'),
  d_block: of('B', 'series3', 'block3'),
  d_filesystem: of('F', 'series4', 'block4'),
  d_dirty: of('D', 'series5', 'block5'),
  d_network_fs: of('N', 'series6', 'block6'),
  d_reclaim: of('M', 'series7', 'block7'),
  d_lock: of('L', 'series8', 'block8'),
  d_other: of('O', 'kernel', 'block9'),
  d_hidden: of('H', 'warning', 'block10'),
}

export function titleOf(cause: Cause): Text {
  return clean(CAUSES[cause].title)
}

function of(mark: string, style: Style, block: Style): Mark {
  return { mark: clean(mark), style, block }
}
