import type { Snapshot } from '../model/snapshot.ts'
import type { Samples } from '../sample/sample.ts'
import type { PidFile, ProcessWants } from '../sample/wants.ts'
import type { Missing, Source } from '../source.ts'
import type { Line, Span, Style } from '../style.ts'
import type { Text } from '../text.ts'
import type { Nanos } from '../units.ts'
import type { Coded } from './coded.ts'

/**
 * A pane as data: what it is called (the id of its pane), what has to be read for it, and its sections. `ui/` draws them all; a pane that
 * cannot be said this way is a reason to extend this file, once, for all.
 */
export interface View {
  readonly id: string
  /** Words on the pane that are not columns, each in one line; and settings, which a page of it lists with what they govern. */
  readonly terms: readonly Term[]
  readonly settings?: readonly Term[]
  /** Plain files that are read while it is looked at; which they are may depend on what was read before. */
  readonly sources: (samples: Samples | null, place: Place) => readonly Source<unknown>[]
  /** What of processes it needs beside what its tables show; it may depend on what was read before. */
  readonly processes?: (
    place: Place,
    samples?: Samples | null,
  ) => Partial<Pick<ProcessWants, 'threads' | 'focus' | 'everybody' | 'active'>> | null
  /** Shows what the rules found: where nothing else lets them look, they are asked for it. */
  readonly findings?: true
  /** Sub-pages, chosen by left and right. */
  readonly pages?: readonly { readonly id: string; readonly title: string }[]
  /** Whether what the place was opened on holds for this sub-page: only there the trail names it. Always, where it is left out. */
  readonly crumb?: (place: Place) => boolean
  /** `room`: how it is looked at, where that is known; what does not depend on it needs not ask. */
  readonly sections: (snapshot: Snapshot, place: Place, room?: Room) => readonly Section[]
  /** Its numbers by name, for the key that keeps this moment: from then on `room.mark` has them. */
  readonly marks?: (snapshot: Snapshot, place: Place) => ReadonlyMap<string, number>
  /**
   * Numbers of this sample for its charts, by a name that begins with the view's id (`memory.free`); kept while it is looked at, and
   * read again by `curve(snapshot.history, name, step)`. What is not known is left out.
   */
  readonly series?: (snapshot: Snapshot, place: Place) => Iterable<readonly [name: string, value: number]>
  /** Plain files that `json` needs, where it tells more than the page that is looked at. */
  readonly jsonSources?: (samples: Samples | null, place: Place) => readonly Source<unknown>[]
  /** Files of every process that `json` needs. */
  readonly jsonFiles?: readonly PidFile[]
  /** Raw numbers, units in the key, unknown is null. `shown`: rows of the pane's table that --filter lets through, in the order of --sort; null: all. */
  readonly json: (
    snapshot: Snapshot,
    place: Place,
    shown?: readonly number[] | null,
  ) => Readonly<Record<string, unknown>>
  /** What could not be read, for the pane and for `missing` in JSON. */
  readonly missing: (snapshot: Snapshot, place: Place) => readonly Missing[]
}

/** The room a place has on the screen, and what a person keeps beside it. */
export interface Room {
  readonly columns: number
  /** Of the pane, its line of pages among them. */
  readonly rows: number
  readonly mark: Mark | null
}

/** A moment that was kept, to be compared with. */
export interface Mark {
  readonly view: string
  readonly at: Nanos
  readonly values: ReadonlyMap<string, number>
}

/** Where somebody is: a view and what it is about. */
export interface Place {
  readonly view: string
  /** Sub-page, where the view has them. */
  readonly page: string | null
  /** What it was opened on: a pid, a cause. Null values are not there. */
  readonly about: Readonly<Record<string, string | number>>
  /** Switches a person set on this place: tree, threads, kernel threads, group, %CPU of the machine … */
  readonly switches: Switches
}

export interface Switches {
  readonly tree: boolean
  readonly threads: boolean
  readonly kernel: boolean
  readonly group: 'none' | 'program' | 'user' | 'cgroup'
  readonly cpuOf: 'core' | 'machine'
  /** Environment values are hidden until asked for. */
  readonly reveal: boolean
}

export const SWITCHES: Switches = {
  tree: false,
  threads: false,
  kernel: false,
  group: 'none',
  cpuOf: 'core',
  reveal: false,
}

/** A word on the screen and what it means, with the kernel file it comes from. */
export interface Term {
  readonly term: string
  readonly help: string
  /** What JSON calls it. */
  readonly json?: string
}

/** Least rows a section needs, and how soon it goes when there is no room (1: last). */
interface Sized {
  readonly priority: number
  readonly least: number
  /** In a pane of fewer rows it is not there. */
  readonly from?: number
  /** In a pane of fewer rows it has only what the others leave. */
  readonly rest?: number
}

export type Section = Lines | TableSection | Chart

/** Lines that are ready to draw. */
export interface Lines extends Sized {
  readonly kind: 'lines'
  readonly id: string
  /** For a pane so wide and so tall. */
  readonly lines: (width: number, rows: number) => readonly Line[]
}

/** Curves over the last minutes. */
export interface Chart extends Sized {
  readonly kind: 'chart'
  readonly id: string
  readonly title: Text
  /** Newest last; NaN: not known then. */
  readonly series: readonly {
    readonly name: Text
    readonly style: Style
    /** Fills its part of a stack, so that it is told from the others without colour. */
    readonly mark?: Text
    /** Of the mark in the stack. */
    readonly block?: Style
    readonly values: readonly number[]
  }[]
  /** Stacked: the series add up. */
  readonly stacked: boolean
  readonly unit: (value: number) => Text
  /** Of bytes or bytes per second: the scale is round in KiB, MiB, GiB. */
  readonly bytes?: boolean
  /** Seconds between two points. */
  readonly step: number
}

export interface TableSection extends Sized {
  readonly kind: 'table'
  /** Sort, filter, columns and tags are kept by it, also in the config. */
  readonly id: string
  readonly title: Text | null
  readonly count: number
  readonly columns: readonly Column[]
  /** Shown at first, when nothing was chosen. */
  readonly sort: { readonly by: string; readonly reverse: boolean }
  /** Identity of a row between samples, as a number where there is one; and for good (pid and start time). */
  readonly id_of: (row: number) => string | number
  /** All of them, where they stand in one array anyhow: the same array means the same rows. */
  readonly ids?: Int32Array
  /**
   * For a table of very many rows, which is ordered by numbers alone: the same object as last time says that neither rows nor keys
   * have changed. Every column to sort by then has numbers, or codes for its words.
   */
  readonly version?: object
  /** The row of a key, where it can be told without making all keys; −1: there is none. */
  readonly row_of?: (key: string) => number
  readonly key: (row: number) => string
  /** Not drawn at all, whatever the filter says: kernel threads while they are off. */
  readonly hidden?: (row: number) => boolean
  readonly style?: (row: number) => Style
  /** Row numbers of a tree in drawing order with their branches; null: no tree now. */
  readonly tree?: readonly { readonly row: number; readonly branch: Text }[] | null
  /** Keys are settled by sweeps: while this number stands still, so does the order by a dear column. */
  readonly settled?: number
  /** How far a sweep has come: of the files that sort and filter, or whatever these are. */
  readonly progress?: ((files: readonly PidFile[]) => Text | null) | Text | null
  readonly drill?: (row: number) => Drill | null
  /** Of a process table: the pid of a row, so that what is visible is read exactly. */
  readonly pid?: (row: number) => number
  readonly empty: Text
  /** The row as it is drawn in so many cells, instead of by columns: a list, which has no heads and one order. Its columns are what find looks at. */
  readonly line?: (row: number, cells: number) => readonly Span[]
  /** Whether a row of a list goes on with the one above: the keys step over it. Never the first. */
  readonly under?: (row: number) => boolean
  /** At the end of the heads, the longest there is room for. */
  readonly aside?: readonly Text[]
}

export interface Drill {
  readonly view: string
  readonly page?: string
  readonly about: Readonly<Record<string, string | number>>
  /** Set on the table of that view, and put back on the way back. */
  readonly filter?: string
  readonly sort?: { readonly by: string; readonly reverse: boolean }
  readonly switches?: Partial<Switches>
  readonly title: Text
}

export interface Column {
  readonly id: string
  readonly title: string
  /** One line, with the kernel file. */
  readonly help: string
  readonly width: number
  /** Takes what is left of the width. */
  readonly grow?: boolean
  /** Cells it should have before columns that are seldom needed (priority from 5) are shown; with `grow`. */
  readonly wish?: number
  /** Said once, above rows that repeat it. */
  readonly once?: boolean
  /** A sentence: cut between words. */
  readonly sentence?: boolean
  /** Where the row stands, and nothing of what it is about. */
  readonly place?: true
  readonly align: 'left' | 'right'
  /** 1: always; up to 9: only where there is room; 0: only when chosen. */
  readonly priority: number
  /** Files of a process it needs beside stat and statm. */
  readonly files?: readonly PidFile[]
  /** statm or other files are needed of everybody to sort by it; a rate is known in samples that read them, and sorts by what was known last. */
  readonly dear?: boolean | 'rate'
  readonly cell: (row: number) => Cell
  readonly by?: (row: number) => number | string | null
  /** More words that a filter takes for its own, beside what is shown. */
  readonly also?: (row: number) => readonly string[]
  /** Of a number: another one that may be meant as well. */
  readonly either?: (row: number) => number | null
  /** Another name to compare it by, without what else may be meant. */
  readonly alone?: string
  /** What rows are sorted by, where it stands in one array anyhow: rises as `by` does, NaN where that is null. */
  readonly keys?: Float64Array
  /** Its words as numbers, where many rows share them. */
  readonly code?: Coded
  /** All the words there can be, where those are few: a filter for another one is a mistake. */
  readonly values?: readonly string[]
  /** What a filter compares with, and in which unit. */
  readonly unit?: 'count' | 'bytes' | 'percent' | 'seconds' | 'text'
  /** Compared with a size (mem>1G), a filter means this column. */
  readonly asBytes?: string
  /** Larger first is what one wants to see first. */
  readonly descending?: boolean
}

export type Cell = Text | { readonly text: Text; readonly style: Style }
