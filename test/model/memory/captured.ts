import type { Model } from '../../../src/model/model.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotOf } from '../../snapshot-of.ts'

export const CASES = ['idle-4node', 'load-d', 'swap-4node', 'tcp-states', 'dirty-slow']

/** A captured machine, read for these models. */
export function captured(folder: string, ...models: readonly Model<unknown>[]): Promise<Snapshot> {
  return snapshotOf(folder, { ...NO_WANTS, sources: models.flatMap(({ sources }) => sources) })
}
