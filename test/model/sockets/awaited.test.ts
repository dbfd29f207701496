import { describe, expect, test } from 'vitest'
import { type Awaited, awaitedOf } from '../../../src/model/sockets/awaited.ts'
import { ownersOf } from '../../../src/model/sockets/owners.ts'
import type { Process, Processes } from '../../../src/sample/process.ts'
import type { Sample, Samples } from '../../../src/sample/sample.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { NO_WANTS, type Wants } from '../../../src/sample/wants.ts'
import { FakeHost } from '../../sample/fake-host.ts'

/** `read`: nothing is among its descriptors. */
function process(pid: number, isRead: boolean, vsize = 1): Process {
  const sockets = { at: 1, value: { fds: new Int32Array(0), inodes: new Float64Array(0) } }
  return { pid, stat: { comm: 'x', starttime: pid, vsize }, more: isRead ? { sockets } : {} } as Process
}

function sample(at: number, ...rows: readonly Process[]): Sample {
  return { at, files: new Map(), processes: { at, rows } as unknown as Processes }
}

/** What is known after each of these samples; the pane is drawn at each. */
function looks(asked: number, ...samples: readonly Sample[]): readonly (readonly [boolean, number])[] {
  let before: Sample | null = null
  return samples.map((after) => {
    const awaited: Awaited = awaitedOf({ after, before })
    before = after
    return [awaited.mayHold(asked), awaited.pending]
  })
}

describe('who may hold a socket', () => {
  test('nobody, where all were read; kernel threads hold none', () => {
    expect(looks(7, sample(1, process(2, false, 0), process(3, true)))).toEqual([[false, 0]])
  })

  test('everybody, before processes were looked at', () => {
    const awaited = awaitedOf({ after: { at: 1, files: new Map(), processes: null }, before: null })
    expect([awaited.mayHold(7), awaited.mayHold(0), awaited.pending]).toEqual([true, false, 0])
  })

  test('who was there and was not read', () => {
    expect(looks(7, sample(1, process(3, false)), sample(2, process(3, false)), sample(3, process(3, true)))).toEqual([
      [true, 1],
      [true, 1],
      [false, 0],
    ])
  })

  test('not those who came later, however many come and go', () => {
    const base = process(3, true)
    expect(
      looks(
        7,
        sample(1, base, process(4, false)),
        sample(2, base, process(5, false)),
        sample(3, base, process(6, false)),
        sample(4, base, process(6, false), process(7, false)),
      ),
    ).toEqual([
      [true, 1],
      [false, 0],
      [false, 0],
      // One was there at the look before, and is counted; it is younger than the question all the same.
      [false, 1],
    ])
  })

  test('a socket that is asked for later waits for those of its own time', () => {
    const base = process(3, true)
    const [first, second, third] = [
      sample(1, base, process(4, false)),
      sample(2, base, process(5, false)),
      sample(3, base, process(6, false)),
    ]
    awaitedOf({ after: first, before: null })
    expect(awaitedOf({ after: second, before: first }).mayHold(7)).toBe(true)
    expect(awaitedOf({ after: third, before: second }).mayHold(7)).toBe(false)
  })

  test('0 is nobody’s', () => {
    expect(looks(0, sample(1, process(3, false)))[0]?.[0]).toBe(false)
  })
})

test('with a small budget, and a program that starts at every look, all are read and the socket settles', async () => {
  const host = new FakeHost()
  for (let pid = 10; pid < 40; pid++) host.add(pid, { files: { sockets: pid === 30 ? '3 7\n' : '' } })
  host.most = 4
  const sampler = new Sampler(host)
  const wants: Wants = {
    ...NO_WANTS,
    processes: { visible: [], files: [], everybody: ['sockets'], threads: 'none', focus: null },
  }
  let before: Samples['before'] = null
  const seen: { readonly owned: boolean; readonly nobody: boolean; readonly unread: number }[] = []
  for (let look = 0; look < 20; look++) {
    host.at += 1e9
    // Each lives for two looks.
    host.processes.delete(98 + look)
    host.add(100 + look, { files: { sockets: '' } })
    const { after } = await sampler.take(wants, () => undefined)
    const awaited = awaitedOf({ after, before })
    const unread = after.processes?.rows.filter(({ more }) => !more.sockets).length ?? 0
    seen.push({ owned: ownersOf(after.processes).of(7)?.pid === 30, nobody: !awaited.mayHold(8), unread })
    before = after
  }
  expect(seen[2]).toMatchObject({ owned: false, nobody: false })
  expect(seen.findIndex(({ owned }) => owned)).toBeGreaterThan(2)
  expect(seen.at(-1)).toMatchObject({ owned: true, nobody: true })
  // There is always somebody who was not read yet.
  expect(seen.slice(-5).every(({ unread }) => unread > 0)).toBe(true)
  // Once it has settled it stays so.
  expect(seen.slice(seen.findIndex(({ nobody }) => nobody)).every(({ nobody }) => nobody)).toBe(true)
})
