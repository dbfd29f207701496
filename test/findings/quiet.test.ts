import { expect, test } from 'vitest'
import type { Rule } from '../../src/findings/rule.ts'
import type { Resource } from '../../src/model/findings.ts'
import { random } from '../random.ts'
import { CLEAR, Machine, rule, SEEN } from './machine.ts'

const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'disks', 'network', 'kernel']

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'turns come when they do where all is worked out anew at every sample: %i',
  (seed) => {
    const looks = [false, true].map((forgetful) => {
      const next = random(seed)
      const machine = new Machine(Array.from({ length: 12 }, (_, i) => anyRule(`R${i}`, next)))
      machine.forgetful = forgetful
      machine.threads = seed % 2 === 0 ? 150 : 6000
      for (let i = 0; i < 60; i++) {
        machine.stalled = next() < 0.15 ? 0.5 : 0
        machine.run(1 + Math.floor(next() * 30))
      }
      return machine.asked.map((ids) => ids.join(' '))
    })
    expect(looks[0]).toEqual(looks[1])
    expect(new Set(looks[0]).size).toBeGreaterThan(10)
  },
)

/** Sees something for a while now and then; some ask for what is dear where their sign is there, some of them in slices. */
function anyRule(id: string, next: () => number): Rule {
  const pick = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)] as T
  const [period, share] = [pick([20, 70, 400]), pick([0, 0.3, 1])]
  const processes = pick([{}, { everybody: ['owner'] as const }])
  const is = (at: number) => (at / 1e9) % period < period * share
  return rule(id, {
    resource: pick(RESOURCES),
    window: pick([0, 4, 10, 30, 60]),
    ...pick([{}, {}, { every: 15 }, { resting: 20 }]),
    ...pick([
      {},
      {
        sign: ({ samples }) => is(samples.after.at),
        dear: () => ({ processes }),
      } satisfies Partial<Rule>,
    ]),
    see: ({ samples }) => (is(samples.after.at) ? SEEN : CLEAR),
  })
}
