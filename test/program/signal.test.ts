import { afterEach, expect, test } from 'vitest'
import { programs, text } from './whytop.ts'

const { whytop, command, end } = programs()
afterEach(end)

test.each(['0', '1'])(
  'x, Enter, y ends the process that was named, and only after y (WHYTOP_NO_NATIVE=%s)',
  async (without) => {
    const mark = `whytop-signal-${without}`
    const victim = command(['bash', '-c', `exec -a ${mark} sleep 1000`])
    const session = whytop(['--interval', '0.2', '--sort', 'pid', '--filter', mark], {
      columns: 100,
      env: { WHYTOP_NO_NATIVE: without },
    })
    await text(session, new RegExp(`^› +${victim.pid} .*${mark}`, 'm'))
    session.send('x')
    await text(session, new RegExp(`Signal to ${victim.pid} `))
    session.send('\r')
    await text(
      session,
      new RegExp(`Send SIGTERM to ${victim.pid}\\?.*\\n +${victim.pid} +started 00:\\d\\d ago +${mark} 1000`),
    )
    session.send('n')
    await text(session, /not done/)
    expect(process.kill(victim.pid, 0)).toBe(true)
    for (const key of ['x', '\r', 'y']) {
      session.send(key)
      await text(session, key === 'x' ? /Signal to/ : key === 'y' ? /SIGTERM sent to/ : /Send SIGTERM/)
    }
    expect(await victim.ended).toMatchObject({ signal: 15 })
  },
)

test('pasted text neither opens it nor answers it', async () => {
  const session = whytop(['--interval', '0.2', '--sort', 'cpu'], { columns: 100 })
  await text(session, /PID/)
  session.send('\x1b[200~x\ry\x1b[201~')
  await text(session, /pasted text is not taken as keys/)
  expect(session.screen().join('\n')).not.toMatch(/Signal to|SIGTERM/)
})

test('--read-only refuses it', async () => {
  const session = whytop(['--interval', '0.2', '--read-only', '--sort', 'cpu'], { columns: 100 })
  await text(session, /READ-ONLY/)
  session.send('x')
  await text(session, /started with --read-only: nothing is changed/)
})
