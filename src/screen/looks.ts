import type { Style } from '../ui/frame.ts'

/** How cells look. Colours are numbers of the 256 of xterm; null: the terminal's own. 0 to 7 are the eight everybody has. */
export interface Look {
  readonly fg: number | null
  readonly bg: number | null
  readonly bold: boolean
  readonly underline: boolean
  readonly reverse: boolean
}

/** Named one by one; blocks follow from the inks of the series. */
export type Inks = Readonly<Record<Exclude<Style, Block>, Look>>
export type Block = Extract<Style, `block${number}`>

const PLAIN: Look = { fg: null, bg: null, bold: false, underline: false, reverse: false }
const BOLD: Look = { ...PLAIN, bold: true }
const UNDERLINE: Look = { ...PLAIN, underline: true }
const REVERSE: Look = { ...PLAIN, reverse: true }

export function ink(fg: number | null, bg: number | null = null): Look {
  return { ...PLAIN, fg, bg }
}

function bold(fg: number | null, bg: number | null = null): Look {
  return { ...BOLD, fg, bg }
}

/** NO_COLOR and --color never: weight, underline and reverse only. What is reversed is chosen, found or critical; no word of a legend is. */
export const COLOURLESS: Inks = {
  plain: PLAIN,
  dim: PLAIN,
  strong: BOLD,
  label: PLAIN,
  title: BOLD,
  tab: PLAIN,
  'tab-on': REVERSE,
  head: UNDERLINE,
  'head-sort': { ...UNDERLINE, bold: true },
  selected: REVERSE,
  tagged: BOLD,
  followed: { ...BOLD, underline: true },
  hit: { ...BOLD, reverse: true },
  key: BOLD,
  ok: PLAIN,
  info: PLAIN,
  warning: BOLD,
  critical: { ...BOLD, reverse: true },
  hot: BOLD,
  kernel: PLAIN,
  thread: PLAIN,
  changed: BOLD,
  input: UNDERLINE,
  series1: PLAIN,
  series2: BOLD,
  series3: { ...BOLD, underline: true },
  series4: UNDERLINE,
  series5: PLAIN,
  series6: BOLD,
  series7: { ...BOLD, underline: true },
  series8: UNDERLINE,
}

/** The eight: dim stays plain, because their dark blue and their grey cannot be read on every screen. */
export const DARK_8: Inks = {
  ...COLOURLESS,
  label: ink(6),
  title: bold(6),
  tab: PLAIN,
  'tab-on': ink(0, 6),
  head: ink(0, 2),
  'head-sort': ink(0, 3),
  selected: REVERSE,
  tagged: bold(3),
  followed: bold(5),
  hit: ink(0, 3),
  key: bold(6),
  ok: ink(2),
  info: ink(6),
  warning: bold(3),
  critical: bold(7, 1),
  hot: bold(1),
  kernel: ink(5),
  thread: ink(2),
  changed: BOLD,
  input: UNDERLINE,
  series1: ink(2),
  series2: ink(6),
  series3: ink(3),
  series4: ink(1),
  series5: ink(5),
  // Bold it is bright on most terminals; its block is blue all the same.
  series6: bold(4),
  series7: bold(7),
  series8: PLAIN,
}

export const LIGHT_8: Inks = {
  ...DARK_8,
  label: ink(4),
  title: bold(4),
  'tab-on': bold(7, 4),
  head: bold(7, 4),
  'head-sort': bold(7, 5),
  selected: REVERSE,
  tagged: bold(5),
  key: bold(4),
  ok: ink(2),
  info: ink(4),
  warning: bold(5),
  kernel: ink(5),
  series2: ink(4),
  series3: ink(5),
  series5: ink(6),
  // Of what is left yellow cannot be read: the second in bold.
  series6: bold(4),
  series7: bold(0),
}

export const DARK_16: Inks = {
  ...DARK_8,
  dim: ink(8),
  title: bold(14),
  hit: ink(0, 11),
  key: bold(14),
  warning: bold(11),
  critical: bold(15, 1),
  hot: bold(9),
  series1: ink(10),
  series2: ink(14),
  series3: ink(11),
  series4: ink(9),
  series5: ink(13),
  series6: ink(12),
  series7: ink(7),
  series8: ink(8),
}

export const LIGHT_16: Inks = {
  ...LIGHT_8,
  dim: ink(8),
  'tab-on': bold(15, 4),
  head: bold(15, 4),
  'head-sort': bold(15, 5),
  critical: bold(15, 1),
  series6: ink(12),
  series8: ink(8),
}

/** Grey-blue ground colours, soft inks; only what is wrong is saturated. */
export const DARK_256: Inks = {
  plain: PLAIN,
  dim: ink(245),
  strong: BOLD,
  label: ink(110),
  title: bold(117),
  tab: ink(250, 236),
  'tab-on': bold(231, 25),
  head: ink(153, 237),
  'head-sort': bold(222, 237),
  selected: bold(231, 24),
  tagged: ink(222),
  followed: bold(183),
  hit: ink(16, 222),
  key: bold(117),
  ok: ink(114),
  info: ink(117),
  warning: bold(221),
  critical: bold(231, 160),
  hot: bold(203),
  kernel: ink(139),
  thread: ink(108),
  changed: ink(159),
  input: ink(231, 238),
  series1: ink(74),
  series2: ink(114),
  series3: ink(179),
  series4: ink(204),
  series5: ink(140),
  series6: ink(73),
  series7: ink(209),
  series8: ink(247),
}

export const LIGHT_256: Inks = {
  plain: PLAIN,
  dim: ink(242),
  strong: BOLD,
  label: ink(24),
  title: bold(25),
  tab: ink(238, 254),
  'tab-on': bold(231, 25),
  head: ink(24, 252),
  'head-sort': bold(53, 252),
  selected: ink(16, 153),
  tagged: ink(94),
  followed: bold(90),
  hit: ink(16, 221),
  key: bold(25),
  ok: ink(28),
  info: ink(25),
  warning: bold(130),
  critical: bold(231, 160),
  hot: bold(160),
  kernel: ink(96),
  thread: ink(65),
  changed: ink(25),
  input: ink(16, 253),
  series1: ink(25),
  series2: ink(28),
  series3: ink(136),
  series4: ink(161),
  series5: ink(97),
  series6: ink(30),
  series7: ink(166),
  series8: ink(244),
}
