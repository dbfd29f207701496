import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { BIN, programs, table, text } from './whytop.ts'

const { command, folder, end } = programs()
const servers: { end(): Promise<void> }[] = []
afterEach(async () => {
  await end()
  for (const server of servers.splice(0)) await server.end()
})

const RESTORED = { alternate: false, mouse: 'none', paste: false, wraps: true }

needs({ root: true, commands: ['sshd', 'ssh', 'ssh-keygen'] }).describe('through ssh', () => {
  test('keys, a new size and q, as on the spot', async () => {
    const session = command([...(await sshd()), `${BIN} --interval 0.3 --sort pid`], { columns: 100, rows: 30 })
    await session.waitFor(table, 10_000)
    await text(session, /^[›>] +1 /m)
    session.send('j')
    await session.waitFor((screen) => !/^[›>] +1 /m.test(screen.join('\n')))
    session.resize(70, 20)
    // VIRT has no room there.
    await text(session, /PID\S* USER +PRI +NI S +RES/)
    session.send('q')
    expect((await session.ended).code).toBe(0)
    expect(session.modes()).toMatchObject(RESTORED)
  })

  test('a connection that is cut leaves no whytop behind', async () => {
    const mark = `cut-${process.pid}`
    const session = command([...(await sshd()), `${BIN} --interval 0.3 --filter ${mark}`], { columns: 100 })
    await session.waitFor((screen) => screen.join('\n').includes(mark), 10_000)
    expect(runsWith(mark)).toBe(true)
    session.kill('SIGKILL')
    await expect.poll(() => runsWith(mark), { timeout: 5000 }).toBe(false)
  })
})

needs({ commands: ['screen'] }).describe('in GNU screen', () => {
  const around = () => {
    const place = join(folder(), 'screens')
    mkdirSync(place, { mode: 0o700 })
    return { SCREENDIR: place, TERM: 'xterm-256color' }
  }

  test.each(['screen', 'screen-256color'])('as TERM %s: drawn, keys, q', async (term) => {
    const session = command(['screen', '-T', term, BIN, '--interval', '0.3', '--sort', 'pid'], {
      columns: 100,
      env: around(),
    })
    await session.waitFor(table)
    await text(session, /^[›>] +1 /m)
    session.send('j')
    await session.waitFor((screen) => !/^[›>] +1 /m.test(screen.join('\n')))
    expect(session.screen().join('\n')).not.toMatch(/\[\d+;?\d*m|\?\d{4}[hl]/)
    session.send('q')
    expect((await session.ended).code).toBe(0)
    expect(session.modes()).toMatchObject({ mouse: 'none', wraps: true })
  })

  test('left and entered again: the whole frame is there', async () => {
    const env = around()
    const name = 'whytop'
    const first = command(['screen', '-S', name, BIN, '--interval', '0.3', '--sort', 'cpu'], { columns: 100, env })
    await first.waitFor(table)
    execFileSync('screen', ['-d', name], { env: { ...process.env, ...env } })
    await first.ended
    const again = command(['screen', '-r', name], { columns: 90, rows: 20, env })
    await again.waitFor(table)
    again.send('q')
    expect((await again.ended).code).toBe(0)
  })
})

/** What logs in to a server of our own, on a port nobody has. */
async function sshd(): Promise<[string, ...string[]]> {
  const place = folder()
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(place, key)])
  const port = await freePort()
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  writeFileSync(
    join(place, 'config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(place, 'host')}`,
      `AuthorizedKeysFile ${join(place, 'user.pub')}`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'UsePAM no',
      'StrictModes no',
      `PidFile ${join(place, 'pid')}`,
    ].join('\n'),
  )
  const path = execFileSync('sh', ['-c', 'command -v sshd'], { encoding: 'utf8' }).trim()
  const server = spawn(path, ['-D', '-e', '-f', join(place, 'config')], { stdio: 'ignore' })
  const ended = once(server, 'exit')
  servers.push({
    async end() {
      server.kill()
      await ended
    },
  })
  await expect.poll(() => answers(port), { timeout: 5000 }).toBe(true)
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', `UserKnownHostsFile=${join(place, 'known')}`]
  const flags = options.flatMap((option) => ['-o', option])
  return ['ssh', '-F', 'none', '-q', '-tt', ...flags, '-i', join(place, 'user'), '-p', `${port}`, 'root@127.0.0.1']
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return false
    throw error
  } finally {
    socket.destroy()
  }
}

/** Whether a whytop runs with this argument. */
function runsWith(argument: string): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const argv = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0')
      return argv.includes(argument) && argv.some((word) => word === BIN)
    } catch (error) {
      if (error instanceof Error && 'code' in error && /^(ENOENT|ESRCH|EACCES)$/.test(`${error.code}`)) return false
      throw error
    }
  })
}
