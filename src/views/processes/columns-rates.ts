import { bytes } from '../../format.ts'
import { ioRate } from '../../model/io-rates.ts'
import { moreRate, statRate } from '../../model/task-rates.ts'
import { quiet } from '../quiet.ts'
import type { Column } from '../view.ts'
import { fromFile } from './cells.ts'
import { flow, rated } from './column-kinds.ts'
import type { Shown } from './context.ts'

/** What a task does, per second: faults, I/O, context switches. */
export function rateColumns(shown: Shown): readonly Column[] {
  const minflt = (row: number) => statRate(shown.table, row, (p) => p.stat.minflt)
  const majflt = (row: number) => statRate(shown.table, row, (p) => p.stat.majflt)
  const read = (row: number) => ioRate(shown.table, row, (io) => io.readBytes)
  const written = (row: number) => ioRate(shown.table, row, (io) => io.writeBytes)
  const voluntary = (row: number) => moreRate(shown.table, row, 'status', (s) => s.voluntaryCtxtSwitches)
  const involuntary = (row: number) => moreRate(shown.table, row, 'status', (s) => s.nonvoluntaryCtxtSwitches)
  return [
    rated('minflt', 'MINFLT/s', 'minor faults per second: pages mapped without I/O; /proc/PID/stat 10', minflt, 9),
    rated(
      'majflt',
      'MAJFLT/s',
      'major faults per second: a page had to be read from disk or swap; /proc/PID/stat 12',
      majflt,
      9,
    ),
    {
      ...flow(
        'ior',
        'READ/s',
        'bytes per second fetched from devices, without those of a child that ended, which /proc adds to its parent; /proc/PID/io read_bytes',
        read,
      ),
      files: ['io'],
      dear: 'rate',
      cell: fromFile(shown, 'io', (_, r) => quiet(read(r), bytes)),
    },
    {
      ...flow(
        'iow',
        'WRIT/s',
        'bytes per second made dirty, written later, without those of a child that ended; /proc/PID/io write_bytes',
        written,
      ),
      files: ['io'],
      dear: 'rate',
      cell: fromFile(shown, 'io', (_, r) => quiet(written(r), bytes)),
    },
    {
      ...rated(
        'vcsw',
        'VCSW/s',
        'voluntary context switches per second: it waited for something; of the leader thread; /proc/PID/status',
        voluntary,
        0,
      ),
      files: ['status'],
      dear: 'rate',
    },
    {
      ...rated(
        'ivcsw',
        'ICSW/s',
        'involuntary context switches per second: it was made to give up the CPU; of the leader thread; /proc/PID/status',
        involuntary,
        0,
      ),
      files: ['status'],
      dear: 'rate',
    },
  ]
}
