import { ParseError } from '../source.ts'

/** What is chosen, and what could be. */
export interface Choice {
  readonly chosen: string
  readonly options: readonly string[]
}

/**
 * A sysfs file that lists its choices with the present one in brackets: `always [madvise] never`, `none [mq-deadline]`.
 * A single word stands for itself: `none`.
 * /sys/kernel/mm/transparent_hugepage/enabled, /sys/block/sda/queue/scheduler.
 */
export function parseChoice(file: Buffer): Choice {
  const line = file.toString('utf8', 0, 4096).trim()
  const words = line === '' ? [] : line.split(/\s+/)
  const options = words.map((word) => (isChosen(word) ? word.slice(1, -1) : word))
  const chosen = words.findIndex(isChosen)
  const at = chosen < 0 && words.length === 1 ? 0 : chosen
  const word = options[at]
  if (word === undefined) throw new ParseError('choice', line)
  return { chosen: word, options }
}

function isChosen(word: string): boolean {
  return word.length > 2 && word.startsWith('[') && word.endsWith(']')
}
