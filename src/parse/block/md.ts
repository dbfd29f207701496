import { ParseError, type Source, source } from '../../source.ts'
import type { Share } from '../../units.ts'
import { parseNumber } from '../number.ts'
import { parseWord } from '../sys/kernel.ts'

/** Of an array of the md driver, /sys/block/mdN/md/. Kernel: drivers/md/md.c; Documentation/admin-guide/md.rst */
export interface ArrayFiles {
  readonly raidDisks: Source<number>
  readonly syncAction: Source<string>
  readonly syncCompleted: Source<Share | null>
}

const SLOWLY = 10

export function arrayFiles(name: string): ArrayFiles {
  const folder = `/sys/block/${name.replaceAll('/', '!')}/md`
  return {
    raidDisks: source(`${folder}/raid_disks`, parseMembers, SLOWLY),
    syncAction: source(`${folder}/sync_action`, parseWord, SLOWLY),
    syncCompleted: source(`${folder}/sync_completed`, parseSyncCompleted, SLOWLY),
  }
}

/** raid_disks: `2`; while it is reshaped `3 (2)`, the number before in brackets. */
export function parseMembers(file: Buffer): number {
  return parseNumber(Buffer.from(file.toString('latin1', 0, 80).replace(/ \(\d+\)\s*$/, '')))
}

/** sync_completed: `123904 / 1046528`, sectors; `none` or `delayed` while nothing is done. Null: those. */
export function parseSyncCompleted(file: Buffer): Share | null {
  const text = file.toString('latin1', 0, 80).trim()
  if (text === 'none' || text === 'delayed') return null
  const match = /^(\d+) \/ (\d+)$/.exec(text)
  if (!match) throw new ParseError('sync_completed', text)
  return Number(match[2]) > 0 ? Number(match[1]) / Number(match[2]) : null
}
