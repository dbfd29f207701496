import type { Effect } from './effect.ts'
import type { Host } from './host/host.ts'
import { type History, NO_HISTORY } from './model/history.ts'
import { remember } from './model/remember.ts'
import { Snapshot } from './model/snapshot.ts'
import { uptime } from './parse/uptime.ts'
import { seconds } from './rates.ts'
import { reading, type Samples } from './sample/sample.ts'
import { Sampler } from './sample/sampler.ts'
import type { Wants } from './sample/wants.ts'
import { valueOf } from './source.ts'
import { turns } from './turns.ts'
import { type Drawn, draw } from './ui/draw.ts'
import type { Frame, Input } from './ui/frame.ts'
import type { SelfCost } from './ui/header.ts'
import type { State } from './ui/state.ts'
import { update } from './ui/update.ts'
import { viewById } from './views/index.ts'
import { wantsOf } from './wants-of.ts'

/** What a session asks of its surroundings: only main has them. */
export interface Surroundings {
  readonly host: Host
  paint(frame: Frame): void
  effect(effect: Effect): void
  /** A failure of ours: the terminal is restored first, then it is printed. */
  fail(error: unknown): void
}

/** Rows that came into sight are read this many ms later, so that a held key reads once. */
const SOON = 25
/** The second sample comes early: %CPU is worth seeing before the first interval is over. */
const EARLY = 300
/** More than this between the two clocks in one interval: the machine slept. */
const SLEPT = 2

/** The refresh loop: sample, model, frame, again; and keys in between. One timer. */
export class Session {
  readonly #around: Surroundings
  readonly #sampler: Sampler
  #state: State
  #samples: Samples | null = null
  #shown: Snapshot | null = null
  #drawn: Drawn | null = null
  #history: History = NO_HISTORY
  /** Of the newest sample; `shown` stays behind it while the picture is paused. */
  #latest: Snapshot | null = null
  #timer: NodeJS.Timeout | null = null
  #later: NodeJS.Timeout | null = null
  #sampling = false
  /** What was typed before there was anything to see. */
  readonly #early: Input[] = []
  #replayedFor = ''
  #ended = false
  #due = 0
  #ticks = 0
  #self: SelfCost = { cpu: null, rss: null }
  #cost = { cpu: process.cpuUsage(), at: performance.now() }

  constructor(around: Surroundings, state: State) {
    this.#around = around
    this.#state = state
    this.#sampler = new Sampler(around.host)
  }

  get state(): State {
    return this.#state
  }

  /** A frame of what is read at once, and then the loop. */
  async start(): Promise<void> {
    try {
      await this.#sample()
    } catch (error) {
      return this.#fail(error)
    }
    for (const input of this.#early.splice(0)) this.input(input)
    this.#due = performance.now() + Math.min(EARLY, this.#state.interval * 1000)
    this.#schedule()
  }

  input(input: Input): void {
    if (this.#ended) return
    if (!this.#drawn || !this.#shown) {
      this.#early.push(input)
      return
    }
    const before = this.#state
    const outcome = update(before, input, this.#drawn, this.#shown)
    this.#state = outcome.state
    this.#show()
    this.#paint()
    for (const effect of outcome.effects ?? []) if (effect.do !== 'sample') this.#around.effect(effect)
    if (this.#ended) return
    this.#soon()
    if (outcome.state.interval !== before.interval) {
      this.#due = performance.now() + this.#state.interval * 1000
      this.#schedule()
    }
  }

  /** One line in the footer, until the next key. */
  tell(notice: string): void {
    this.#state = { ...this.#state, notice }
    this.#show()
    this.#paint()
  }

  end(): void {
    this.#ended = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#later) clearTimeout(this.#later)
  }

  get #replayed(): boolean {
    return this.#around.host.facts.clock === 'replayed'
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    // A capture stands still: it is read when something else is looked at.
    if (this.#ended || this.#replayed) return
    this.#timer = setTimeout(() => void this.#tick(), Math.max(1, this.#due - performance.now()))
  }

  async #tick(): Promise<void> {
    try {
      if (this.#sampling) {
        // What came into sight is being read: the tick waits for it rather than be left out.
        this.#due = performance.now() + SOON
        return this.#schedule()
      }
      const late = performance.now() - this.#due
      await this.#sample()
      const interval = this.#state.interval * 1000
      // Ticks keep their beat; after a stall they do not catch up.
      this.#due = late > interval ? performance.now() + interval : this.#due + interval
      this.#schedule()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Nothing is read after it, whichever timer found it. */
  #fail(error: unknown): void {
    this.end()
    this.#around.fail(error)
  }

  #soon(): void {
    if (this.#later || this.#ended) return
    this.#later = setTimeout(() => {
      this.#later = null
      // What came into sight while a look was under way is not in it.
      if (this.#sampling) return this.#soon()
      this.#complete(turns()).catch((error: unknown) => this.#fail(error))
    }, SOON)
  }

  async #sample(): Promise<void> {
    if (this.#sampling || this.#ended) return
    this.#sampling = true
    try {
      const turn = turns()
      const wants = wantsOf(this.#state, this.#drawn, this.#samples)
      if (this.#replayed) {
        // A capture has two instants: both are read anew, for what is looked at now.
        this.#sampler.forget()
        await this.#sampler.take(wants, turn)
      }
      this.#samples = await this.#sampler.take(wants, turn)
      // Rows that stay in sight and whose memory moved: read before anything is drawn.
      if (!this.#replayed) this.#samples = (await this.#sampler.supplement(wants, turn)) ?? this.#samples
      if (this.#ended) return
      this.#rebase(this.#samples)
      this.#measure()
      this.#show()
      this.#sampling = false
      if (!(await this.#complete(turn))) this.#paint()
    } finally {
      this.#sampling = false
    }
  }

  /** Reads what is in sight and was not, and draws it; false: all of it was there. */
  async #complete(turn: () => Promise<void> | undefined): Promise<boolean> {
    if (this.#sampling || this.#ended) return false
    const wants = wantsOf(this.#state, this.#drawn, this.#samples)
    this.#sampling = true
    try {
      if (this.#replayed) return await this.#replayAgain(wants, turn)
      const samples = await this.#sampler.supplement(wants, turn)
      if (!samples || this.#ended) return false
      this.#samples = samples
    } finally {
      this.#sampling = false
    }
    this.#show()
    this.#paint()
    return true
  }

  /** The capture is read anew when something else is looked at than before. */
  async #replayAgain(wants: Wants, turn: () => Promise<void> | undefined): Promise<boolean> {
    const key = JSON.stringify({ ...wants, sources: wants.sources.map((source) => source.path) })
    if (key === this.#replayedFor) return false
    this.#replayedFor = key
    this.#sampler.forget()
    await this.#sampler.take(wants, turn)
    this.#samples = await this.#sampler.take(wants, turn)
    this.#show()
    this.#paint()
    return true
  }

  /** A machine that slept has counted nothing meanwhile: what was before is forgotten rather than spread over the night. */
  #rebase(samples: Samples): void {
    const before = samples.before && valueOf(reading(samples.before, uptime))
    const after = valueOf(reading(samples.after, uptime))
    if (!samples.before || !before || !after || this.#replayed) return
    const slept = after.uptime - before.uptime - seconds(samples.before.at, samples.after.at)
    if (slept > SLEPT) this.#samples = this.#sampler.rebase()
  }

  /** Works out the frame; a picture that is paused is worked out from the numbers it shows. */
  #show(): void {
    if (!this.#samples) return
    if (this.#latest?.samples !== this.#samples) {
      const snapshot = new Snapshot(this.#samples, this.#around.host.facts, this.#history)
      this.#history = remember(this.#history, snapshot, seriesOf(this.#state, snapshot))
      this.#latest = snapshot.with(this.#history)
    }
    if (!this.#state.paused || !this.#shown) this.#shown = this.#latest
    this.#drawn = draw(this.#state, this.#shown, this.#self, new Date(), this.#drawn)
  }

  #paint(): void {
    if (this.#drawn) this.#around.paint(this.#drawn.frame)
  }

  #measure(): void {
    if (++this.#ticks % 4 !== 0) return
    const at = performance.now()
    const used = process.cpuUsage(this.#cost.cpu)
    this.#self = { cpu: (used.user + used.system) / 1000 / (at - this.#cost.at), rss: process.memoryUsage.rss() }
    this.#cost = { cpu: process.cpuUsage(), at }
  }
}

/** What the panes in sight keep for their charts. */
function seriesOf(state: State, snapshot: Snapshot): Iterable<readonly [string, number]> {
  return state.tiles.flatMap(({ trail }) => {
    const view = viewById(trail.at(-1)?.place.view ?? '')
    return view.series ? [...view.series(snapshot)] : []
  })
}
