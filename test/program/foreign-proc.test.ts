import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
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

needs({ root: true, commands: ['nsenter', 'pgrep', 'unshare'] })(
  'in the mounts of a container whose processes whytop is not among: one line says what to type, and that works',
  async () => {
    const script = 'echo $$; exec sleep 100'
    const container = spawn('unshare', ['--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', script])
    await once(container.stdout, 'data')
    const [inner] = spawnSync('pgrep', ['-P', `${container.pid}`], { encoding: 'utf8' }).stdout.split('\n')
    const inside = (...args: readonly string[]) => {
      const run = spawnSync('nsenter', ['-t', `${inner}`, '-m', BIN, ...args], { encoding: 'utf8' })
      return [run.status, run.stderr, run.stdout] as const
    }
    try {
      for (const args of [['--once'], ['why', '--for', '1s']])
        expect(inside(...args)).toEqual([
          3,
          expect.stringMatching(/^whytop: \/proc is .*; type whytop --root \/ .*\n$/),
          '',
        ])
      const [status, stderr, stdout] = inside('--root', '/', '--once', '--json', '--pane', 'processes')
      expect([status, stderr]).toEqual([0, ''])
      expect(JSON.parse(stdout).rows.map(({ comm }: { comm: string }) => comm)).toContain('sleep')
    } finally {
      container.kill('SIGKILL')
      await once(container, 'exit')
    }
  },
)
