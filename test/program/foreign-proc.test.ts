import { readdirSync } from 'node:fs'
import { afterEach, expect } from 'vitest'
import { needs } from '../needs.ts'
import { BIN, programs, table, text } from './whytop.ts'

const { command, end } = programs()
afterEach(end)

needs({ root: true, commands: ['unshare'] })(
  'with the /proc of another PID namespace all of its processes are there, and none of them gets a signal',
  async () => {
    const there = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length
    const session = command(['unshare', '--pid', '--fork', '--kill-child', BIN, '--interval', '0.3', '--sort', 'pid'], {
      columns: 120,
    })
    let shown = ''
    await session.waitFor((screen) => {
      shown = screen.join('\n')
      return table(screen)
    })
    expect(Number(/Tasks +(\d+) processes/.exec(shown)?.[1])).toBeGreaterThan(there / 2)
    session.send('x')
    await text(session, /these are not processes of this machine/)
  },
)
