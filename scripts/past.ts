import type { History } from '../src/model/history.ts'
import { next, STEP } from '../src/model/load/average.ts'

/** Minutes that are made up, for a picture of the curves: a capture has none. The averages follow from the threads as in the kernel. */
export function madeUpPast(): History {
  let now = { load1: 0.4, load5: 0.6, load15: 0.8 }
  const points = Array.from({ length: 120 }, (_, i) => {
    const build = i > 25 && i < 60
    const stuck = i > 80
    const tasks = { on_cpu: build ? 4 : 1, waiting: build ? 2 + (i % 3) : 0, d_block: stuck ? 3 : 0 }
    now = next(now, tasks.on_cpu + tasks.waiting + tasks.d_block)
    return { ...tasks, ...now }
  })
  const names = Object.keys(points[0] ?? {}) as (keyof (typeof points)[number])[]
  return {
    at: points.map((_, i) => i * STEP * 1e9),
    series: new Map(names.map((name) => [name, points.map((point) => point[name])])),
    load: null,
  }
}
