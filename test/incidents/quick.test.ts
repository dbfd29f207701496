import { incidents } from './all.ts'
import { declare } from './declare.ts'

declare(
  incidents.filter(({ quick }) => quick),
  { ends: false },
)
