import { sign } from '../../format.ts'
import type { Variable } from '../../parse/pid/environ.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { words } from '../column.ts'
import type { Lines, TableSection } from '../view.ts'
import { headSection } from './head.ts'
import type { Page, Seen } from './page.ts'
import { wrapped } from './show.ts'

/** Values may be secrets: drawn only while they are asked for, never in JSON. */
export const environmentPage: Page = {
  id: 'environment',
  title: 'Environment',
  files: ['environ'],
  userOnly: ['environ'],
  sections: (on) => [headSection(on), noteSection(on), ...(on.looked.kind === 'user' ? [variableTable(on)] : [])],
  json: ({ looked }) => ({ environment_names: looked.value('environ')?.map(({ name }) => name) ?? null }),
}

function noteSection({ looked, place }: Seen): Lines {
  const note =
    looked.kind === 'kernel'
      ? text`A kernel thread has no environment.`
      : looked.kind === 'zombie'
        ? text`A zombie has no environment any more.`
        : place.switches.reveal
          ? text`As it was when the program started. v hides the values.`
          : text`As it was when the program started. Values may be secrets: v shows them.`
  return {
    kind: 'lines',
    id: 'process-environment-note',
    priority: 2,
    least: 1,
    lines: (width) => wrapped(text``, note, 'dim', width),
  }
}

function variableTable({ looked, place }: Seen): TableSection {
  const environ = looked.file('environ')
  const variables = isMissing(environ) ? [] : environ.value
  const at = (row: number) => variables[row] as Variable
  const { reveal } = place.switches
  const value = (row: number) => (reveal ? (at(row).value ?? '') : null)
  return {
    kind: 'table',
    id: 'process-environment',
    priority: 3,
    least: 4,
    title: null,
    count: variables.length,
    columns: [
      words(
        { id: 'name', title: 'NAME', width: 28, priority: 1, help: 'name of the variable; /proc/PID/environ' },
        (row) => at(row).name,
      ),
      {
        ...words(
          {
            id: 'value',
            title: 'VALUE',
            width: 20,
            priority: 1,
            help: 'hidden until v is pressed, and hidden again with v',
          },
          value,
          (row) => (reveal ? clean(at(row).value ?? '') : { text: text`•••`, style: 'dim' }),
        ),
        grow: true,
      },
    ],
    sort: { by: 'name', reverse: false },
    id_of: (row) => row,
    key: (row) => at(row).name,
    empty: isMissing(environ) ? text`${sign(environ.missing)}  ${clean(environ.why)}` : text`its environment is empty`,
  }
}
