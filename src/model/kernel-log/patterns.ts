import { OF_MACHINE } from './of-machine.ts'
import { OF_NETWORK } from './of-network.ts'
import { OF_STORAGE } from './of-storage.ts'
import type { Pattern } from './pattern.ts'

/** The first that fits decides. Texts of Linux 4.18 to 6.18. */
export const PATTERNS: readonly Pattern[] = [...OF_MACHINE, ...OF_NETWORK, ...OF_STORAGE]

/** What a message means; null: nothing that is known here. */
export function patternOf(text: string): Pattern | null {
  return PATTERNS.find(({ match }) => match.test(text)) ?? null
}
