import type { Incident } from './incident.ts'
import type { Net, Scene } from './scene.ts'

const PORT = 7000
const LOCAL = ['127.0.0.1', PORT] as const
const needs = { root: true, commands: ['ip', 'unshare', 'nsenter'] } as const
const drops = { root: true, commands: ['ip', 'unshare', 'nsenter', 'iptables'] } as const

export const networkIncidents: readonly Incident[] = [
  {
    name: 'source ports nearly used up by TIME_WAIT',
    expected: 'PORTS',
    seconds: 5,
    quick: true,
    evidence: /ports in use/,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      net.run(
        'sh',
        '-c',
        'echo 40000 40199 > /proc/sys/net/ipv4/ip_local_port_range; echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse',
      )
      await scene.actorIn({ net }, 'serve', PORT)
      await scene.actorIn({ net }, 'closer', ...LOCAL, 185)
      return { net, culprit: /127\.0\.0\.1/ }
    },
  },
  {
    name: 'TIME_WAIT near its limit',
    expected: 'TW-HIGH',
    seconds: 10,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      net.run('sh', '-c', 'echo 500 > /proc/sys/net/ipv4/tcp_max_tw_buckets')
      await scene.actorIn({ net }, 'serve', PORT)
      await scene.actorIn({ net }, 'closer', ...LOCAL, 490)
      return { net }
    },
  },
  {
    name: 'connections opened and closed all the time',
    expected: 'CHURN',
    severity: 'info',
    seconds: 10,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      await scene.actorIn({ net }, 'serve', PORT, 1)
      await scene.actorIn({ net }, 'churner', ...LOCAL, 1000)
      return { net, culprit: /127\.0\.0\.1/ }
    },
  },
  {
    name: 'a program that does not close (CLOSE_WAIT)',
    expected: 'CLOSE-WAIT',
    seconds: 6,
    quick: true,
    evidence: /CLOSE-WAIT/,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      const { pid } = await scene.actorIn({ net }, 'leaky', PORT)
      await scene.actorIn({ net }, 'leaver', ...LOCAL, 80, 20)
      return { net, culprit: String(pid) }
    },
  },
  {
    name: 'an accept queue that overflows',
    expected: 'ACCEPTQ',
    seconds: 5,
    quick: true,
    ends: true,
    stays: 10,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      const { pid } = await scene.actorIn({ net }, 'deaf', PORT, 8)
      await scene.actorIn({ net }, 'caller', ...LOCAL, 30, 100_000)
      return { net, culprit: new RegExp(`^${pid}:|:${PORT}$|^deaf`) }
    },
  },
  {
    name: 'a stopped program with connections in its queue',
    expected: 'STOPPED',
    seconds: 5,
    quick: true,
    headline: ['STOPPED', 'ACCEPTQ'],
    ends: true,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      const server = await scene.actorIn({ net }, 'serve', PORT)
      server.signal('SIGSTOP')
      await scene.actorIn({ net }, 'caller', ...LOCAL, 30)
      return { net, culprit: String(server.pid), over: () => server.signal('SIGCONT') }
    },
  },
  {
    name: 'connects to a host that does not answer',
    expected: 'SYN-RETRY',
    seconds: 10,
    needs: drops,
    make: async (scene) => {
      const net = await scene.net()
      net.run('iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', String(PORT), '-j', 'DROP')
      await scene.actorIn({ net }, 'caller', ...LOCAL, 40, 200_000)
      return { net, culprit: /127\.0\.0\.1/ }
    },
  },
  {
    name: 'idle connections without keepalive',
    expected: 'KEEPALIVE',
    severity: 'info',
    // It is advice.
    headline: [],
    // An hour, for the program.
    limits: { keepalive: { age: 60 } },
    seconds: 125,
    trend: 120,
    evidence: /last_data/,
    needs,
    make: async (scene) => {
      const net = await scene.net()
      const server = await scene.actorIn({ net }, 'serve', PORT)
      await scene.actorIn({ net }, 'caller', ...LOCAL, 120)
      return { net, culprit: new RegExp(`^(${server.pid}:|serve|caller)`) }
    },
  },
  {
    name: 'segments lost on the way',
    expected: 'RETRANS',
    seconds: 10,
    needs: drops,
    make: async (scene) => {
      const { here, there } = await pair(scene)
      there.run(
        'iptables',
        '-A',
        'INPUT',
        '-p',
        'tcp',
        '-m',
        'statistic',
        '--mode',
        'random',
        '--probability',
        '0.04',
        '-j',
        'DROP',
      )
      await scene.actorIn({ net: there }, 'serve', PORT)
      // One waits for its lost segment while others go on.
      for (let i = 0; i < 8; i++) await scene.actorIn({ net: here }, 'talker', PEER, PORT, 2, 2000, 4096)
      return { net: here, culprit: new RegExp(PEER.replaceAll('.', '\\.')) }
    },
  },
  {
    name: 'connections whose peer is gone',
    expected: 'RTO-BACKOFF',
    seconds: 10,
    ends: true,
    needs: drops,
    make: async (scene) => {
      const { here, there } = await pair(scene)
      await scene.actorIn({ net: there }, 'serve', PORT)
      await scene.actorIn({ net: here }, 'streamer', PEER, PORT, 25, 100_000)
      there.run('iptables', '-A', 'INPUT', '-p', 'tcp', '-j', 'DROP')
      return { net: here, culprit: new RegExp(PEER.replaceAll('.', '\\.')) }
    },
  },
]

const PEER = '10.77.0.2'

/** Two machines with a cable between them. */
async function pair(scene: Scene): Promise<{ readonly here: Net; readonly there: Net }> {
  const [here, there] = [await scene.net(), await scene.net()]
  here.run('ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', String(there.pid))
  for (const [net, address] of [
    [here, '10.77.0.1/24'],
    [there, `${PEER}/24`],
  ] as const) {
    net.run('ip', 'addr', 'add', address, 'dev', 'cable')
    net.run('ip', 'link', 'set', 'cable', 'up')
  }
  return { here, there }
}
