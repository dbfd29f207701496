/** How the program ends, as --help and the README say it; by a signal it is 128 and its number. */
export const EXIT = {
  fine: 0,
  /** `why` found something from --min on. */
  found: 1,
  /** What was typed, a config file or a folder is not what it should be: one line said so. */
  mistake: 2,
  /** Our own failure, output that cannot be written, or a machine that tells nothing: never to be taken for a finding. */
  failed: 3,
} as const

export const EXIT_HELP: readonly string[] = [
  'Exit:   0 fine, 1 why found something from --min on, 2 a mistake in the command,',
  '        3 nothing could be measured or written, or whytop itself failed',
]
