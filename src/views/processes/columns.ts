import { commandOf, isKernelThread } from '../../model/command.ts'
import type { TaskTable } from '../../model/tasks.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import type { Column, Place } from '../view.ts'
import { words } from './column-kinds.ts'
import { rateColumns } from './columns-rates.ts'
import { usageColumns } from './columns-usage.ts'
import { whereColumns } from './columns-where.ts'
import { whoColumns } from './columns-who.ts'
import type { Shown, TaskContext } from './context.ts'

/** Every column of the process table. Each is said once: title, help, width, cell, order, and what must be read for it. */
export function taskColumns(table: TaskTable, context: TaskContext): readonly Column[] {
  return columnsOf({ table, context })
}

/**
 * The same for a place that is looked at sample after sample: they show the table they were asked for last, and are made anew only
 * where they differ. To make 30 of them at every tick costs a twentieth of it.
 */
export function columnsAt(place: Place, table: TaskTable, context: TaskContext): readonly Column[] {
  const known = made.get(place)
  if (known?.shown.context.swapUsed === context.swapUsed) {
    Object.assign(known.shown, { table, context })
    return known.columns
  }
  const shown: Shown = { table, context }
  const columns = columnsOf(shown)
  made.set(place, { shown, columns })
  return columns
}

const made = new WeakMap<Place, { readonly shown: Shown; readonly columns: readonly Column[] }>()

function columnsOf(shown: Shown): readonly Column[] {
  return [
    ...whoColumns(shown),
    ...usageColumns(shown),
    ...rateColumns(shown),
    ...whereColumns(shown),
    commandColumn(shown),
  ]
}

function commandColumn(shown: Shown): Column {
  const { switches } = shown.context
  const process = (row: number) => shown.table.rows[row] as Process
  return {
    ...words(
      'command',
      'COMMAND',
      12,
      1,
      'arguments, or the name until they are read; [kernel thread]; /proc/PID/cmdline, comm',
      (r) => commandOf(process(r)),
    ),
    grow: true,
    wish: switches.tree ? 42 : 20,
    files: ['cmdline'],
    dear: true,
    cell: (row) => commandCell(process(row)),
  }
}

function commandCell(process: Process) {
  const { cmdline } = process.more
  const late = cmdline !== undefined && isMissing(cmdline) && cmdline.missing === 'pending'
  const name = clean(commandOf(process))
  const words = late ? text`~ ${name}` : name
  if (process.tid !== process.pid) return { text: words, style: 'thread' } as const
  return isKernelThread(process) ? ({ text: words, style: 'kernel' } as const) : words
}
