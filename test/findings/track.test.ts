import { describe, expect, test } from 'vitest'
import type { Clear, Seen } from '../../src/findings/rule.ts'
import { type Episode, follow, NEW_TRACK, type Timing, type Track } from '../../src/findings/track.ts'
import type { Missing } from '../../src/source.ts'

const TIMING: Timing = { window: 10, latch: 0, least: 3, captured: null, early: false, spans: 0 }
const CLEAR: Clear = { clear: true, evidence: [] }
const GONE: Missing = { missing: 'absent', source: 'x', why: 'x', remedy: null }

function seen(change: Partial<Seen> = {}): Seen {
  return { seen: 'warning', value: 1, says: '', evidence: [], culprits: [], next: '', verify: '', ...change }
}

/** One look a second, by letter: w warning, c critical, i info, h above the exit only, - clear, ? missing. */
function follow_(looks: string, timing: Timing = TIMING, from: Track = NEW_TRACK, start = 0) {
  let track = from
  let over: Episode | null = null
  const says = { w: seen(), c: seen({ seen: 'critical' }), i: seen({ seen: 'info' }), h: seen({ hold: true }) }
  ;[...looks].forEach((letter, i) => {
    const look = letter === '-' ? CLEAR : letter === '?' ? GONE : says[letter as keyof typeof says]
    const followed = follow(track, look, (start + i) * 1e9, timing)
    track = followed.track
    over = followed.over ?? over
  })
  return { track, over: over as Episode | null, episode: track.episode }
}

describe('entry', () => {
  test('is provisional after three samples, and no sooner', () => {
    expect(follow_('ww').episode).toBeNull()
    expect(follow_('www').episode).toMatchObject({ confirmed: false, since: 0, level: 1 })
  })

  test('is confirmed when the window is over', () => {
    expect(follow_('wwwwwwwwww').episode?.confirmed).toBe(false)
    expect(follow_('wwwwwwwwwww').episode?.confirmed).toBe(true)
  })

  test('needs four of five samples', () => {
    expect(follow_('wwww-').episode).not.toBeNull()
    expect(follow_('w-w-w-w-').episode).toBeNull()
    expect(follow_('ww-ww-ww-').episode).toBeNull()
  })

  test('does not begin by what is only above the exit', () => {
    expect(follow_('hhhhhhhh').episode).toBeNull()
  })

  test('what could not be looked at is no look', () => {
    expect(follow_('ww?').episode).toBeNull()
    expect(follow_('ww?w').episode).not.toBeNull()
  })

  test('an event enters at first sight', () => {
    expect(follow_('c', { ...TIMING, window: 0, least: 1 }).episode).toMatchObject({ level: 2, confirmed: true })
  })

  test('of a capture one look is all, and is never confirmed', () => {
    expect(follow_('w', { ...TIMING, least: 1, captured: 20 }).episode).toMatchObject({
      confirmed: false,
      observed: 20,
    })
  })

  test('what the kernel proves confirms it and is when it began, but it was not observed', () => {
    const held = (proven: number) => {
      let track = NEW_TRACK
      for (const at of [100, 101, 102]) track = follow(track, seen({ held: proven }), at * 1e9, TIMING).track
      return track.episode
    }
    expect(held(60)).toMatchObject({ confirmed: true, since: 42e9, isProven: true, observed: 2 })
    expect(held(1)).toMatchObject({ confirmed: false, since: 100e9, isProven: false, observed: 2 })
  })
})

describe('severity', () => {
  test('is what holds in four of five samples, not a single one', () => {
    expect(follow_('wwwwc').episode?.level).toBe(1)
    expect(follow_('wcccc').episode?.level).toBe(2)
  })

  test('falls when a milder one holds in most looks, and the highest is kept', () => {
    const worse = follow_(`${'w'.repeat(11)}${'c'.repeat(11)}`)
    expect(worse.episode).toMatchObject({ level: 2, worst: 2 })
    expect(follow_('wwwww', TIMING, worse.track, 22).episode).toMatchObject({ level: 2, worst: 2 })
    expect(follow_('w'.repeat(7), TIMING, worse.track, 22).episode).toMatchObject({ level: 1, worst: 2 })
  })

  test('does not flap where two take turns', () => {
    const worse = follow_('c'.repeat(11))
    const levels = [...'wcwcwcwcwcwcwcwcwcwc'].map(
      (_, i, all) => follow_(all.slice(0, i + 1).join(''), TIMING, worse.track, 11).episode?.level,
    )
    expect(new Set(levels)).toEqual(new Set([2]))
    expect(follow_('wc'.repeat(10)).episode?.level).toBe(1)
  })

  test('is of the same look as the sentence: what is said of one level is never shown with another', () => {
    let track = NEW_TRACK
    const at = (second: number, level: 'info' | 'critical', hold = false) => {
      const look = seen({ seen: level, says: `${level} ${second}`, hold, value: second })
      track = follow(track, look, second * 1e9, TIMING).track
      const { episode } = track
      return episode && [['info', 'warning', 'critical'][episode.level], episode.seen.says.split(' ')[0]]
    }
    for (let second = 0; second < 5; second++) at(second, 'critical')
    expect(at(5, 'info')).toEqual(['critical', 'critical'])
    // Below its entry the episode goes on, and is told as it is then.
    for (let second = 6; second < 15; second++) expect(new Set(at(second, 'info', true))).toHaveProperty('size', 1)
    expect(at(15, 'info', true)).toEqual(['info', 'info'])
    expect(track.episode).toMatchObject({ worst: 2, peak: 15 })
    expect(track.episode?.said[2]?.says).toBe('critical 4')
  })

  test('is one that was seen within the window: a sentence of long ago is not said for ever', () => {
    let track = NEW_TRACK
    const at = (second: number, level: 'info' | 'warning' | 'critical') =>
      (track = follow(track, seen({ seen: level, says: `${level} ${second}` }), second * 1e9, TIMING).track)
    for (let second = 0; second < 12; second++) at(second, 'warning')
    for (let second = 12; second < 60; second++) at(second, second % 2 === 0 ? 'critical' : 'info')
    expect(track.episode).toMatchObject({ level: 2, seen: { says: 'critical 58' } })
  })

  test('looks without what is dear do not keep it low', () => {
    let track = NEW_TRACK
    for (const at of [0, 1]) track = follow(track, seen({ seen: 'info' }), at * 1e9, { ...TIMING, early: true }).track
    track = follow(track, seen({ seen: 'critical' }), 2e9, TIMING).track
    expect(track.episode?.level).toBe(2)
    expect(follow_('iic').episode?.level).toBe(0)
  })

  test('a window of slow looks still holds three of them', () => {
    let track = NEW_TRACK
    for (const at of [0, 30, 60]) track = follow(track, seen(), at * 1e9, TIMING).track
    expect(track.episode).not.toBeNull()
  })
})

describe('exit', () => {
  const begun = follow_('w'.repeat(11))

  test('comes two windows after it was last above its exit', () => {
    expect(follow_('-'.repeat(19), TIMING, begun.track, 11).episode).not.toBeNull()
    const { episode, over } = follow_('-'.repeat(20), TIMING, begun.track, 11)
    expect(episode).toBeNull()
    expect(over).toMatchObject({ since: 0, heldAt: 10e9 })
  })

  test('comes two windows after its cause may have ended, which is anywhere in the time of the last look that saw it', () => {
    const seldom: Timing = { ...TIMING, spans: 5 }
    let { track } = follow_('w'.repeat(11), seldom)
    for (const at of [15, 20]) ({ track } = follow(track, CLEAR, at * 1e9, seldom))
    expect(track.episode).not.toBeNull()
    // A look that comes a hair early does not wait for the next beat.
    const { track: then, over } = follow(track, CLEAR, 24.9e9, seldom)
    expect(then.episode).toBeNull()
    expect(over).toMatchObject({ heldAt: 10e9 })
  })

  test('of a look after a long rest only its own window counts', () => {
    const { track } = follow_('w'.repeat(11), { ...TIMING, spans: 60 })
    expect(follow(track, CLEAR, 19e9, TIMING).track.episode).not.toBeNull()
    expect(follow(track, CLEAR, 20e9, TIMING).track.episode).toBeNull()
  })

  test('an event stays long enough to be read', () => {
    const timing = { ...TIMING, window: 0, least: 1, spans: 5 }
    const { track } = follow_('c', timing)
    expect(follow(track, CLEAR, 9e9, timing).track.episode).not.toBeNull()
    expect(follow(track, CLEAR, 10e9, timing).track.episode).toBeNull()
  })

  test('does not come while it is above its exit', () => {
    expect(follow_('h'.repeat(60), TIMING, begun.track, 11).episode).not.toBeNull()
  })

  test('comes where it cannot be looked at any more', () => {
    expect(follow_('?'.repeat(25), TIMING, begun.track, 11).episode).toBeNull()
  })

  test('one that was only provisional goes at once, and is not told of', () => {
    const { episode, over } = follow_('www---')
    expect(episode).toBeNull()
    expect(over).toBeNull()
  })

  test('a latch holds it', () => {
    const timing = { window: 0, latch: 900, least: 1, captured: null, early: false, spans: 0 }
    const kill = follow_('c', timing)
    expect(follow(kill.track, CLEAR, 899e9, timing).track.episode).not.toBeNull()
    expect(follow(kill.track, CLEAR, 901e9, timing)).toMatchObject({ track: { episode: null }, over: { level: 2 } })
  })
})

test('of a number of another unit peak and history begin anew: 300 forks are no 300 %', () => {
  const proof = (value: number, unit: string) => ({ what: 'x', seen: value, limit: null, unit, from: 'x' })
  const look = (value: number, unit: string) => seen({ value, evidence: [proof(value, unit)] })
  let track = NEW_TRACK
  ;[look(200, ''), look(300, ''), look(250, '')].forEach((one, i) => {
    track = follow(track, one, i * 1e9, TIMING).track
  })
  expect(track.episode).toMatchObject({ unit: '', peak: 250, history: [250] })
  ;[look(96, '%'), look(95, '%')].forEach((one, i) => {
    track = follow(track, one, (3 + i) * 1e9, TIMING).track
  })
  expect(track.episode).toMatchObject({ unit: '%', peak: 96, history: [96, 95] })
})

test('a share is kept in percent, as its evidence has it; where several fit, in the unit it had', () => {
  const told = (...evidence: readonly [number, string][]) =>
    evidence.map(([one, unit]) => ({ what: 'x', seen: one, limit: null, unit, from: 'x' }))
  let track = NEW_TRACK
  const looks = [told([50, '%']), told([50, '%']), told([50, '%']), told([0.5, 'CPUs'], [50, '%'])]
  looks.forEach((evidence, i) => {
    track = follow(track, seen({ value: 0.5, evidence }), i * 1e9, TIMING).track
  })
  expect(track.episode).toMatchObject({ unit: '%', peak: 50, history: [50, 50] })
})

test('keeps the peak, the history, and the last culprits known', () => {
  let track = NEW_TRACK
  const culprits = [{ kind: 'process', key: '1:1', name: 'x' }] as const
  ;[3, 9, 4].forEach((value, i) => {
    track = follow(track, seen({ value, culprits: i === 0 ? [] : i === 1 ? culprits : [] }), i * 1e9, TIMING).track
  })
  track = follow(track, seen({ value: 5, culprits }), 3e9, TIMING).track
  track = follow(track, seen({ value: 6 }), 4e9, TIMING).track
  expect(track.episode).toMatchObject({ peak: 6, history: [4, 5, 6], seen: { value: 6, culprits } })
})
