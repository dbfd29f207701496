import { placesOf, seriesOf } from './in-sight.ts'
import { Meaning } from './meaning.ts'
import type { Snapshot } from './model/snapshot.ts'
import { monotonic } from './monotonic.ts'
import { OwnCost } from './own-cost.ts'
import { Replay } from './replay.ts'
import { awake } from './resumed.ts'
import { namesMore, type Sample, type Samples } from './sample/sample.ts'
import { Sampler } from './sample/sampler.ts'
import { bothWant, type Wants } from './sample/wants.ts'
import type { Surroundings } from './surroundings.ts'
import { turns } from './turns.ts'
import type { Outcome } from './ui/command.ts'
import { type Drawn, draw } from './ui/draw.ts'
import type { Input } from './ui/frame.ts'
import type { State } from './ui/state.ts'
import { update } from './ui/update.ts'
import { loadViews, notLoaded } from './views/index.ts'
import { Wanted } from './wants-of.ts'

/** Rows that came into sight are read this many ms later, so that a held key reads once. */
const SOON = 25
/** The second sample comes early: %CPU is worth seeing before the first interval is over. */
const EARLY = 300

/** The refresh loop: sample, model, frame, again; and keys in between. One timer. */
export class Session {
  readonly #around: Surroundings
  readonly #replayed: boolean
  readonly #sampler: Sampler
  #state: State
  #samples: Samples | null = null
  /** Of the newest sample, or of an older one while the picture is paused. */
  #shown: Snapshot | null = null
  #drawn: Drawn | null = null
  #timer: NodeJS.Timeout | null = null
  #later: NodeJS.Timeout | null = null
  #sampling = false
  /** What was typed before there was anything to see. */
  readonly #early: Input[] = []
  #isOpen = false
  readonly #meaning: Meaning
  readonly #replay = new Replay()
  #ended = false
  #due = 0
  readonly #cost = new OwnCost()
  readonly #wanted = new Wanted()

  constructor(around: Surroundings, state: State) {
    this.#around = around
    this.#replayed = around.host.facts.clock === 'replayed'
    this.#state = state
    this.#sampler = new Sampler(around.host)
    this.#meaning = new Meaning(around.host.facts)
  }

  get state(): State {
    return this.#state
  }

  /** A frame of what is read at once, and then the loop. */
  async start(): Promise<void> {
    try {
      await this.#sample()
      this.#open()
    } catch (error) {
      return this.#fail(error)
    }
    this.#schedule(monotonic() + Math.min(EARLY, this.#state.interval * 1000))
    this.#around.watcher?.().then(
      (watcher) => {
        this.#meaning.watcher = watcher
        if (this.#replayed) this.#soon()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  input(input: Input): void {
    if (this.#ended) return
    if (!this.#drawn || !this.#shown || !this.#isOpen) {
      // Who wants to leave need not wait.
      if (input.kind === 'key' && input.key === 'C-c') this.#around.effect({ do: 'quit' })
      else this.#early.push(input)
      return
    }
    const before = this.#state
    const outcome = update(before, input, this.#drawn, this.#shown)
    const strange = notLoaded(placesOf(outcome.state))
    this.#isOpen = strange.length === 0
    if (this.#isOpen) this.#settle(before, outcome)
    else
      loadViews(strange)
        .then(() => this.#settle(before, outcome))
        .then(() => this.#open())
        .catch((error: unknown) => this.#fail(error))
  }

  /** Keys that were pressed before there was anything to see, or while a pane was loaded. */
  #open(): void {
    this.#isOpen = true
    // One of them may lead to a pane that is to be loaded in turn: the rest then waits again.
    for (const input of this.#early.splice(0)) this.input(input)
  }

  #settle(before: State, outcome: Outcome): void {
    if (this.#ended) return
    this.#state = outcome.state
    this.#show()
    this.#paint()
    for (const effect of outcome.effects ?? []) if (effect.do !== 'sample') this.#around.effect(effect)
    if (this.#ended) return
    this.#soon()
    if (outcome.state.interval !== before.interval) this.#schedule(monotonic() + outcome.state.interval * 1000)
  }

  /** One line in the footer, until the next key. */
  tell(notice: string): void {
    this.#state = { ...this.#state, notice }
    this.#show()
    this.#paint()
  }

  /** What a tool answered, over the pane until a key closes it. */
  answer(title: string, lines: readonly string[]): void {
    if (this.#ended) return
    this.#state = { ...this.#state, notice: null, dialog: { kind: 'answer', title, lines, top: 0 } }
    this.#show()
    this.#paint()
  }

  end(): void {
    this.#ended = true
    for (const timer of [this.#timer, this.#later]) if (timer) clearTimeout(timer)
  }

  #schedule(due: number): void {
    this.#due = due
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#ended || this.#replayed) return
    const length = due - monotonic()
    this.#timer = setTimeout(() => void this.#tick(), Math.max(1, length))
    this.#meaning.sleep(length)
  }

  async #tick(): Promise<void> {
    try {
      // What came into sight is being read: the tick waits for it rather than be left out.
      if (this.#sampling) return this.#schedule(monotonic() + SOON)
      const late = monotonic() - this.#due
      this.#meaning.wake(late)
      await this.#sample()
      const interval = this.#state.interval * 1000
      // Ticks keep their beat; after a stall they do not catch up.
      this.#schedule(late > interval ? monotonic() + interval : this.#due + interval)
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
      const wants = this.#wants()
      if (this.#replayed) this.#samples = await this.#replay.read(this.#sampler, wants, turn)
      else {
        const isFree = (sample: Sample) => !this.#state.paused && !this.#meaning.watcher?.keeps(sample)
        const taken = await this.#sampler.take(wants, turn, isFree)
        // Rows that stay in sight and whose memory moved: read before anything is drawn.
        const whole = (await this.#sampler.supplement(wants, turn)) ?? taken
        const { samples, notice } = awake(this.#sampler, whole)
        if (notice !== null) this.#state = { ...this.#state, notice }
        await this.#meaning.ofTick(samples, this.#series, turn)
        this.#samples = samples
      }
      if (this.#ended) return
      this.#cost.measure(this.#state)
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
    this.#meaning.disturb()
    const wants = this.#replayed ? this.#wants() : this.#inSight()
    this.#sampling = true
    try {
      const samples = this.#replayed
        ? await this.#replay.again(this.#sampler, wants, turn)
        : await this.#sampler.supplement(wants, turn)
      if (!samples || this.#ended) return false
      // What it names is read at once, not an interval later. Of a capture a sign that was seen may ask for more.
      if (this.#replayed || (this.#samples && namesMore(samples, this.#samples))) this.#soon()
      this.#samples = samples
      if (this.#replayed) this.#meaning.watcher?.again()
    } finally {
      this.#sampling = false
    }
    this.#show()
    this.#paint()
    return true
  }

  readonly #series = (snapshot: Snapshot) => seriesOf(this.#state, snapshot)

  /** What is looked at, and what the rules ask for beside it. */
  #wants(): Wants {
    return bothWant(this.#inSight(), this.#meaning.wants(this.#samples))
  }

  #inSight(): Wants {
    return this.#wanted.of(this.#state, this.#drawn, this.#samples)
  }

  /** Works out the frame; a picture that is paused is worked out from the numbers it shows. */
  #show(): void {
    if (!this.#samples) return
    const latest = this.#meaning.of(this.#samples, this.#series)
    if (!this.#state.paused || !this.#shown) this.#shown = latest
    this.#drawn = draw(this.#state, this.#shown, this.#cost.known(this.#state), new Date(), this.#drawn)
  }

  #paint(): void {
    this.#meaning.disturb()
    if (this.#drawn) this.#around.paint(this.#drawn.frame)
  }
}
