import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { victims } from '../../../src/model/load/victims.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { type Task, tasks } from '../../findings/cpu-machine.ts'
import { FACTS } from '../../findings/looks.ts'

/** Of a job with its own process group. */
const thread = (pid: number, comm: string, ran: number, waited: number, pgrp = pid): Task => ({
  ...{ pid, ran, waited },
  stat: { comm, pgrp },
})

function look(...all: readonly Task[]) {
  const { processes, processesWas } = tasks(all)
  const found = victims(
    new Snapshot(
      {
        after: { at: 1000e9, files: new Map(), processes },
        before: { at: 999e9, files: new Map(), processes: processesWas },
      },
      FACTS,
      NO_HISTORY,
    ),
  )
  return found && { hog: found.hog?.most.stat.comm ?? null, waiting: found.waiting.map(({ stat }) => stat.comm) }
}

describe('who waits for a CPU because of whom', () => {
  test('the largest job has the CPUs, and its own threads are no victims', () => {
    const spin = [thread(10, 'spin', 0.9, 0.1, 10), thread(11, 'spin', 0.9, 0.1, 10)]
    expect(look(...spin, thread(99, 'web', 0.2, 0.8))).toEqual({ hog: 'spin', waiting: ['web'] })
    expect(look(...spin)).toEqual({ hog: 'spin', waiting: [] })
  })

  describe('of jobs about equally large', () => {
    /** A job on a CPU of its own, beside one whose two threads share the other. */
    const alone = (ran: number) => thread(10, 'alone', ran, 0.05)
    const pair = (ran: number) => [thread(20, 'pair', ran / 2, 0.5, 20), thread(21, 'pair', ran / 2, 0.5, 20)]

    test.each([
      [0.99, 0.98],
      [0.98, 0.99],
      [0.76, 1],
      [1, 0.76],
    ])('the one whose outsiders wait most is it, whichever ran a little more: %s and %s', (one, other) => {
      expect(look(alone(one), ...pair(other))).toEqual({ hog: 'alone', waiting: ['pair', 'pair'] })
    })

    test('one that is smaller by more is none of them', () => {
      expect(look(alone(0.74), ...pair(1))).toEqual({ hog: 'pair', waiting: [] })
    })

    test('a third one waits for either: the larger is told', () => {
      const web = thread(99, 'web', 0.1, 0.9)
      expect(look(thread(10, 'left', 0.9, 0.05), thread(20, 'right', 0.95, 0.05), web)).toEqual({
        ...{ hog: 'right', waiting: ['web'] },
      })
    })
  })

  test('who uses little is not what others wait for; before two looks nothing is known', () => {
    expect(look(thread(10, 'sh', 0.2, 0), thread(99, 'web', 0.1, 0.9))).toEqual({ hog: null, waiting: ['web'] })
    expect(look()).toBeNull()
  })
})
