import type { Samples } from './sample/sample.ts'
import type { Sampler } from './sample/sampler.ts'
import type { Wants } from './sample/wants.ts'

/** A capture stands still: it has two instants, and both are read anew when something else is looked at. */
export class Replay {
  #for = ''

  /** Null: it was read for just this already. */
  async again(sampler: Sampler, wants: Wants, turn: () => Promise<void> | undefined): Promise<Samples | null> {
    const key = JSON.stringify({ ...wants, sources: wants.sources.map((source) => source.path) })
    if (key === this.#for) return null
    this.#for = key
    return this.read(sampler, wants, turn)
  }

  async read(sampler: Sampler, wants: Wants, turn: () => Promise<void> | undefined): Promise<Samples> {
    sampler.forget()
    await sampler.take(wants, turn)
    return sampler.take(wants, turn)
  }
}
