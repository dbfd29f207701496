import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { frameText, looked, stateAt } from '../../ui/drawing.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const captured = (path: string) => readFileSync(new URL(`../../fixtures/swap-4node/t1/${path}`, import.meta.url))

/** The captured machine without the files of processes that need rights, and with other ones put in. */
function machine(files: Readonly<Record<string, string>>, pids: readonly number[] = []) {
  const root = mkdtempSync(join(tmpdir(), 'whytop-swap-'))
  folders.push(root)
  const put = (path: string, text: Buffer | string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const name of ['meminfo', 'swaps', 'vmstat', 'stat', 'uptime']) put(`proc/${name}`, captured(`proc/${name}`))
  for (const pid of pids)
    for (const name of ['stat', 'statm', 'status', 'cmdline'])
      put(`proc/${pid}/${name}`, captured(`proc/${pid}/${name}`))
  for (const [path, text] of Object.entries(files)) put(path, text)
  return treeHost(root)
}

async function shown(host: ReturnType<typeof treeHost>, columns = 120) {
  const { drawn } = await looked(host, stateAt(visitTo('swap'), { columns, rows: 30 }))
  return frameText(drawn.frame)
}

test('until the sums are read VmSwap serves, and is marked', async () => {
  const text = await shown(machine({}, [189, 190]))
  expect(text).toMatch(/^. +189 0 +~80\.0M +- +- +39\.9M +- /m)
  // All that this one has in swap is shared memory, which VmSwap leaves out.
  expect(text).toMatch(/^. +190 0 +~44\.0K /m)
  expect(text).toMatch(/~ 0 of 2 read/)
  expect(text).toMatch(/processes 80\.1 MiB ~ {2}\+ no process 436 MiB {2}= 516 MiB/)
})

test('while nothing is known of a process yet, what nobody holds is no true figure either', async () => {
  const host = machine({}, [189, 194])
  const isLate = (pid: number, path: string) => pid === 189 && /status|smaps/.test(path)
  const late = {
    ...host,
    collect: (...[plan, sink, turn]: Parameters<typeof host.collect>) =>
      host.collect(
        plan,
        {
          ...sink,
          pids: sink.pids.bind(sink),
          bytes: (at, pid, path, read) => isLate(pid, path) || sink.bytes(at, pid, path, read),
          fail: (at, pid, path, errno) => isLate(pid, path) || sink.fail(at, pid, path, errno),
        },
        turn,
      ),
  } satisfies typeof host
  const text = await shown(late, 200)
  expect(text).toMatch(/processes 0 B ~ {2}\+ no process 516 MiB {2}= 516 MiB {2}\(tmpfs, shared memory, swap cache/)
  expect(text).not.toMatch(/at least/)
})

test('sums that are more than what is used are not made to fit', async () => {
  const used = 'MemTotal: 1000 kB\nMemFree: 10 kB\nSwapTotal: 1048572 kB\nSwapFree: 1000000 kB\nSwapCached: 0 kB\n'
  const text = await shown(machine({ 'proc/meminfo': used }, [189]))
  expect(text).toMatch(/processes 80\.0 MiB ~ {2}of 47\.4 MiB {2}32\.6 MiB too many: VmSwap counts/)
  expect(text).not.toMatch(/no process/)
})

test('a machine without swap says so, and what that means', async () => {
  const none =
    'MemTotal: 8000000 kB\nMemFree: 10 kB\nMemAvailable: 4000000 kB\nShmem: 100 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n'
  const text = await shown(machine({ 'proc/meminfo': none, 'proc/swaps': 'Filename Type Size Used Priority\n' }, [189]))
  expect(text).toMatch(/^ Swap +off: this machine has none/m)
  expect(text).toMatch(/OOM killer/)
  expect(text).not.toMatch(/PID/)
})

test('swap that is nearly full, and lies still', async () => {
  const full = 'MemTotal: 8000000 kB\nMemFree: 10 kB\nSwapTotal: 1000 kB\nSwapFree: 40 kB\n'
  const text = await shown(machine({ 'proc/meminfo': full }))
  expect(text).toMatch(/nearly full: 4\.0 % free/)
})
