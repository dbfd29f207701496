import { execFileSync } from 'node:child_process'
import { type Child, start } from './ticks.ts'

/**
 * hold PORT BACKLOG: accepts, and never closes · close PORT: closes when the other end does · connect HOST PORT N: N connections that
 * stay, with keepalive · finish HOST PORT N: N connections, closed by this side first · each line on stdin makes those that stay write
 * a byte. Says a line when it is done.
 */
const PROGRAM = `
const net = require('node:net')
const [role, host, port, n] = process.argv.slice(1)
const sockets = []
process.stdin.on('data', () => { for (const s of sockets) s.write('x') })
if (role === 'hold' || role === 'close') {
  const server = net.createServer({ allowHalfOpen: role === 'hold' }, (s) => { s.on('error', () => {}); s.resume() })
  server.listen({ host, port: Number(port), backlog: Number(n) }, () => console.log('ready'))
} else {
  let open = 0
  for (let i = 0; i < Number(n); i++) {
    const s = net.connect({ host, port: Number(port), keepAlive: true, keepAliveInitialDelay: 60000, noDelay: true })
    s.on('error', () => {})
    sockets.push(s)
    if (role === 'finish') s.end()
    s.on(role === 'finish' ? 'finish' : 'connect', () => { if (++open === Number(n)) console.log('ready') })
  }
  if (role === 'try') console.log('ready')
}
setInterval(() => {}, 1e6)`

/** A network namespace of the test's own, with loopback up; all in it is killed at its end. */
export interface Net {
  /** Of a process that is in it. */
  readonly pid: number
  /** What a command says there. */
  run(command: string, ...args: readonly string[]): string
  /** A role of the above, when it has said that it is ready. */
  act(role: 'hold' | 'close' | 'connect' | 'finish' | 'try', ...args: readonly (string | number)[]): Promise<Child>
  end(): Promise<void>
}

export async function ownNet(): Promise<Net> {
  const anchor = start('unshare', '-n', 'sh', '-c', 'ip link set lo up && echo ready && read end')
  await anchor.line()
  const children: Child[] = [anchor]
  const enter = ['-t', String(anchor.pid), '-n']
  return {
    pid: anchor.pid,
    run: (command, ...args) =>
      execFileSync('nsenter', [...enter, command, ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        env: { ...process.env, XDG_CONFIG_HOME: '/nonexistent', LANG: 'C.UTF-8' },
      }),
    async act(role, ...args) {
      const child = start('nsenter', ...enter, process.execPath, '-e', PROGRAM, role, ...args.map(String))
      children.push(child)
      await child.line()
      return child
    },
    async end() {
      for (const child of children.reverse()) await child.end()
    },
  }
}
