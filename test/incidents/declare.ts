import { afterAll, beforeAll } from 'vitest'
import { needs } from '../needs.ts'
import { actorProgram } from './actor-program.ts'
import type { Incident } from './incident.ts'
import { play, playToTheEnd } from './play.ts'

/** One test each, one after the other: two at once would be a third. */
export function declare(incidents: readonly Incident[], { ends }: { readonly ends: boolean }): void {
  needs({ commands: ['gcc'] }).describe('whytop why, beside', () => {
    let program = ''
    let remove = () => {}
    beforeAll(() => {
      const made = actorProgram()
      program = made[0]
      remove = made[1]
    })
    afterAll(() => remove())
    for (const incident of incidents) {
      const test = needs(incident.needs ?? {})
      test(incident.name, () => play(incident, program), 180_000)
      if (ends && incident.ends) test(`${incident.name}, over`, () => playToTheEnd(incident, program), 180_000)
    }
  })
}
