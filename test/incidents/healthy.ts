import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Incident } from './incident.ts'
import { ownMachine } from './lab.ts'
import { run } from './scene.ts'

/** Loads as they should be: nobody may be told that something is wrong. */
export const healthyLoads: readonly Incident[] = [
  { name: 'idle', expected: null, seconds: 5, make: async () => ({}) },
  {
    name: 'a compile',
    expected: null,
    needs: { commands: ['gcc'] },
    make: async (scene) => {
      const file = join(scene.folder, 'big.c')
      const body = Array.from(
        { length: 6000 },
        (_, i) =>
          `int f${i}(int a) { int s = ${i}; for (int k = 0; k < a; k++) s = s * 31 + k % (a + ${i}); return s; }`,
      )
      writeFileSync(file, body.join('\n'))
      const make = 'while :; do gcc -O2 -c -o /dev/null "$0" & gcc -O2 -c -o /dev/null "$0"; wait; done'
      const { pid } = scene.start('setsid', 'sh', '-c', `trap 'kill 0' TERM; ${make}`, file)
      scene.defer(() => run('sh', '-c', `kill -TERM -${pid} || true`))
      return { ours: [String(pid)] }
    },
  },
  {
    name: 'a big copy into the page cache',
    expected: null,
    make: async (scene) => {
      const file = join(scene.folder, 'file')
      run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', 'count=1024', 'status=none')
      const { pid } = scene.start('cp', file, `${file}.copy`)
      const reader = await scene.actor('scan', file, 200_000)
      return { ours: [String(pid), String(reader.pid)] }
    },
  },
  {
    name: 'a database',
    expected: null,
    needs: { root: true, commands: ['ip', 'unshare', 'nsenter'] },
    make: async (scene) => {
      const [log, table] = ['log', 'table'].map((name) => join(scene.folder, name))
      run('dd', 'if=/dev/zero', `of=${table}`, 'bs=1M', 'count=256', 'conv=fsync', 'status=none')
      const net = await scene.net()
      const actors = [
        await scene.actor('syncer', log ?? ''),
        await scene.actor('lookups', table ?? '', 2000),
        await scene.actor('lookups', table ?? '', 2000),
        await scene.actor('work'),
        await scene.actorIn({ net }, 'serve', 5432),
        await scene.actorIn({ net }, 'talker', '127.0.0.1', 5432, 200, 20_000),
      ]
      return { net, ours: actors.map(({ pid }) => String(pid)) }
    },
  },
  {
    name: 'a freshly booted machine',
    expected: null,
    needs: { feature: ownMachine },
    make: async () => ({}),
  },
  {
    name: 'a busy server whose clients keep their connections',
    expected: null,
    needs: { root: true, commands: ['ip', 'unshare', 'nsenter'] },
    make: async (scene) => {
      const net = await scene.net()
      const server = await scene.actorIn({ net }, 'serve', 7000)
      const client = await scene.actorIn({ net }, 'talker', '127.0.0.1', 7000, 50, 10_000)
      return { net, ours: [String(server.pid), String(client.pid)] }
    },
  },
  {
    name: 'a batch at nice 19',
    expected: null,
    make: async (scene) => {
      const batch = await scene.actorIn({ by: ['nice', '-n', '19'] }, 'spin', cpus().length)
      const worker = await scene.actor('work')
      return { ours: [String(batch.pid), String(worker.pid)] }
    },
  },
]
