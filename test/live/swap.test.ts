import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { swapLevel } from '../../src/model/swap/level.ts'
import { needOf } from '../../src/model/swap/need.ts'
import { swapTraffic } from '../../src/model/swap/traffic.ts'
import { swapView } from '../../src/views/swap/view.ts'
import { needs } from '../needs.ts'
import { BIN } from '../program/whytop.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'
import { swapFile, swapper } from './swapper.ts'
import { type Child, start, until } from './ticks.ts'

interface Row {
  readonly pid: number
  readonly swap_bytes: number | null
  readonly swap_from: string | null
  readonly vm_swap_bytes: number | null
  readonly uss_bytes: number | null
  readonly pss_bytes: number | null
  readonly rss_bytes: number | null
  readonly swap_pss_bytes: number | null
}

interface Frame {
  readonly total_bytes: number
  readonly used_bytes: number
  readonly free_bytes: number
  readonly state: string
  readonly devices: readonly {
    readonly device: string
    readonly kind: string
    readonly size_bytes: number
    readonly used_bytes: number
    readonly priority: number
    readonly zram: { readonly ram_bytes: number; readonly original_bytes: number } | null
  }[]
  readonly processes_bytes: number
  readonly no_process_bytes: number
  readonly rows: readonly Row[]
  readonly missing: readonly { readonly source: string; readonly kind: string }[]
}

const MIB = 1 << 20
const [ANON, ZERO, SHARED] = [24, 4, 8]

const frame = (): Frame =>
  JSON.parse(execFileSync(BIN, ['--pane', 'swap', '--once', '--json'], { encoding: 'utf8', maxBuffer: 64 * MIB }))
const words = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))

/** What smem says of each process: swap, USS, PSS, RSS in bytes. */
function smem(): ReadonlyMap<number, readonly number[]> {
  const rows = words('smem', '-H', '-c', 'pid swap uss pss rss').filter((line) => line.length === 5)
  return new Map(rows.map(([pid, ...kib]) => [Number(pid), kib.map((each) => Number(each) * 1024)]))
}

const status = (pid: number, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024

/** Its memory is in swap, as far as the kernel takes it: pages that somebody just looked at may stay. */
async function putOut(child: Child): Promise<void> {
  child.tell('o')
  expect(await child.line()).toBe('out')
  await until('memory in swap', () => status(child.pid, 'VmSwap') >= (ANON + ZERO) * MIB * 0.9)
}

const root = { root: true, commands: ['gcc', 'mkswap', 'swapon', 'smem', 'free', 'vmstat', 'setpriv'] } as const

needs(root).describe('a machine that swaps', () => {
  let remove: () => void = () => {}
  let takeBack: () => void = () => {}
  let swap = ''
  let child: Child

  beforeAll(async () => {
    const [program, removeProgram] = swapper()
    remove = removeProgram
    ;[swap, takeBack] = swapFile(96, '-p', '32000')
    child = start(program, `${ANON}`, `${ZERO}`, `${SHARED}`)
    expect(await child.line()).toBe('ready')
    await putOut(child)
  }, 60_000)

  afterAll(async () => {
    await child?.end()
    takeBack()
    remove()
  }, 60_000)

  test('devices and sums as swapon and free have them', () => {
    const before = execFileSync('swapon', ['--bytes', '--show=NAME,TYPE,SIZE,USED,PRIO', '--noheadings', '--raw'], {
      encoding: 'utf8',
    })
    const { devices, total_bytes, used_bytes, free_bytes } = frame()
    const [, total, used, free] = words('free', '-b')[2] as string[]
    expect([total_bytes, used_bytes, free_bytes]).toEqual([total, used, free].map(Number))
    const ours = devices.find(({ device }) => device === swap)
    expect(before).toContain(
      `${swap.replaceAll(' ', '\\x20')} file ${ours?.size_bytes} ${ours?.used_bytes} ${ours?.priority}\n`,
    )
    expect(ours).toMatchObject({ kind: 'file', priority: 32000, zram: null })
  })

  test('each process as smem has it', () => {
    const before = smem()
    const { rows } = frame()
    const after = smem()
    const own = (found: ReadonlyMap<number, readonly number[]>, pid: number) => {
      const [swapped, , , rss] = found.get(pid) ?? []
      return [swapped, rss]
    }
    // What shares pages with whytop itself (Node) has less of them for its own while whytop runs, which smem does not see.
    const still = rows.filter(
      ({ pid, uss_bytes }) =>
        uss_bytes !== null && !isNode(pid) && after.has(pid) && own(before, pid).join() === own(after, pid).join(),
    )
    expect(still.map(({ pid }) => pid)).toContain(child.pid)
    for (const { pid, swap_bytes, uss_bytes, pss_bytes, rss_bytes } of still) {
      expect([pid, swap_bytes, rss_bytes]).toEqual([pid, ...own(after, pid)])
      // USS and PSS move with every program that comes and goes and has the same libraries (smem itself is one, so it sees less as
      // a process' own than whytop does), and smem cuts the PSS of each mapping to KiB.
      for (const [at, bytes] of [uss_bytes, pss_bytes].entries()) {
        const told = [before, after].map((found) => found.get(pid)?.[at + 1] ?? Number.NaN)
        expect(bytes).toBeGreaterThan(Math.min(...told) - MIB / 4)
        expect(bytes).toBeLessThan(Math.max(...told) + MIB / 4)
      }
    }
    expect(rows.find(({ pid }) => pid === child.pid)?.swap_bytes).toBeGreaterThan((ANON + ZERO + SHARED) * MIB * 0.9)
  })

  test('what is shared counts once, what is no process’ own has its part, and the parts add up', async () => {
    child.tell('f')
    expect(await child.line()).toBe('forked')
    const { rows, processes_bytes, no_process_bytes, used_bytes } = frame()
    const both = rows.filter(({ swap_bytes }) => (swap_bytes ?? 0) > ANON * MIB)
    expect(both).toHaveLength(2)
    for (const { pid, vm_swap_bytes, swap_bytes, swap_pss_bytes } of both) {
      expect(vm_swap_bytes).toBe(status(pid, 'VmSwap'))
      // VmSwap leaves shared memory out, SwapPss counts each page once.
      expect((swap_bytes ?? 0) - (vm_swap_bytes ?? 0)).toBeGreaterThan(SHARED * MIB * 0.9)
      expect(Math.abs((swap_pss_bytes ?? 0) * 2 - (vm_swap_bytes ?? 0))).toBeLessThan(MIB)
    }
    expect(processes_bytes + no_process_bytes).toBe(used_bytes)
    expect(no_process_bytes).toBeGreaterThan(SHARED * MIB * 0.9)
    process.kill(both.find(({ pid }) => pid !== child.pid)?.pid as number, 'SIGKILL')
  })

  test('in and out as vmstat counts them, zero pages told apart, and what is missed of memory', async () => {
    const counts = () => {
      const lines = execFileSync('vmstat', ['-s'], { encoding: 'utf8' })
      const of = (what: string) => Number(new RegExp(`(\\d+) pages swapped ${what}`).exec(lines)?.[1]) * 4096
      return { in: of('in'), out: of('out') }
    }
    const zeros = () =>
      Number(/^swpin_zero (\d+)/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? Number.NaN) * 4096
    const measure = async (tell: string, done: string) => {
      let before = counts()
      let after = before
      let zero = zeros()
      const snapshot = await liveViewSnapshot(swapView, placeOf(swapView), async () => {
        before = counts()
        zero = zeros()
        child.tell(tell)
        expect(await child.line()).toBe(done)
        after = counts()
        zero = zeros() - zero
      })
      const rates = snapshot.get(swapTraffic)
      const dt = snapshot.interval ?? 0
      return {
        in: [(rates.in ?? 0) * dt, after.in - before.in],
        out: [(rates.out ?? 0) * dt, after.out - before.out],
        zero: [(rates.zeroIn ?? Number.NaN) * dt, zero],
        need: needOf(snapshot),
      } as const
    }
    const away = await measure('o', 'out')
    for (const [ours, theirs] of [away.in, away.out]) expect(Math.abs(ours - theirs)).toBeLessThan(MIB)
    await until('written', () => status(child.pid, 'VmSwap') >= ANON * MIB * 0.9)
    // What is still in the swap cache comes back without a read: that is no rate of swap, here as there.
    const back = await measure('i', 'in')
    for (const [ours, theirs] of [back.in, back.out]) expect(Math.abs(ours - theirs)).toBeLessThan(MIB)
    if (!Number.isNaN(back.zero[1])) {
      expect(Math.abs(back.zero[0] - back.zero[1])).toBeLessThan(MIB)
      expect(back.need?.back).toBeGreaterThan(ZERO * MIB * 0.9)
    }
    await putOut(child)
  })

  test('who has no right is told so, and VmSwap serves', () => {
    const seen: Frame = JSON.parse(
      execFileSync(
        'setpriv',
        ['--reuid=65534', '--regid=65534', '--clear-groups', BIN, '--pane', 'swap', '--once', '--json'],
        { encoding: 'utf8', maxBuffer: 64 * MIB, env: { ...process.env, HOME: '/nonexistent' } },
      ),
    )
    expect(seen.rows.find(({ pid }) => pid === child.pid)).toMatchObject({
      swap_bytes: status(child.pid, 'VmSwap'),
      swap_from: 'VmSwap',
      uss_bytes: null,
      pss_bytes: null,
      swap_pss_bytes: null,
    })
    expect(seen.missing).toContainEqual(expect.objectContaining({ source: '/proc/PID/smaps_rollup', kind: 'denied' }))
  })
})

const ZRAM = '/sys/block/zram0'
const zram = {
  name: 'zram',
  probe: () => existsSync(`${ZRAM}/disksize`) && readFileSync(`${ZRAM}/disksize`, 'latin1').trim() === '0',
}

needs({ ...root, feature: zram }).describe('swap on zram', () => {
  let child: Child | null = null
  let remove: () => void = () => {}
  let isOn = false

  beforeAll(async () => {
    const [program, removeProgram] = swapper()
    remove = removeProgram
    writeFileSync(`${ZRAM}/disksize`, `${64 * MIB}`)
    execFileSync('mkswap', ['-q', '/dev/zram0'])
    execFileSync('swapon', ['-p', '32100', '/dev/zram0'])
    isOn = true
    child = start(program, `${ANON}`, `${ZERO}`, '0')
    expect(await child.line()).toBe('ready')
    await putOut(child)
  }, 60_000)

  afterAll(async () => {
    await child?.end()
    if (isOn) execFileSync('swapoff', ['/dev/zram0'])
    writeFileSync(`${ZRAM}/reset`, '1')
    remove()
  }, 60_000)

  test('tells what it truly takes of RAM', () => {
    const { devices } = frame()
    const [original, , used] = readFileSync(`${ZRAM}/mm_stat`, 'latin1').trim().split(/\s+/).map(Number)
    const ours = devices.find(({ device }) => device === '/dev/zram0')
    expect(ours).toMatchObject({ kind: 'zram', priority: 32100, zram: { ram_bytes: used, original_bytes: original } })
    expect(ours?.used_bytes).toBeGreaterThan(ANON * MIB * 0.9)
    // Random bytes do not compress.
    expect(ours?.zram?.ram_bytes).toBeGreaterThan(ANON * MIB * 0.8)
  })
})

const ZSWAP = '/sys/module/zswap/parameters/enabled'
const zswap = {
  name: 'zswap',
  probe: () =>
    existsSync(ZSWAP) &&
    readFileSync(ZSWAP, 'latin1').trim() === 'N' &&
    /^Zswap:/m.test(readFileSync('/proc/meminfo', 'latin1')),
}

needs({ ...root, feature: zswap }).describe('swap behind zswap', () => {
  let child: Child | null = null
  let remove: () => void = () => {}
  let takeBack: () => void = () => {}

  beforeAll(async () => {
    const [program, removeProgram] = swapper()
    remove = removeProgram
    ;[, takeBack] = swapFile(64, '-p', '32000')
    writeFileSync(ZSWAP, 'Y')
    child = start(program, `${ANON}`, '0', '0')
    expect(await child.line()).toBe('ready')
  }, 60_000)

  afterAll(async () => {
    writeFileSync(ZSWAP, 'N')
    await child?.end()
    takeBack()
    remove()
  }, 60_000)

  test('what is compressed into RAM is told from what goes to the device', async () => {
    const counts = () => {
      const lines = readFileSync('/proc/vmstat', 'latin1')
      return ['zswpout', 'pswpout'].map((name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(lines)?.[1]) * 4096)
    }
    let before: readonly number[] = []
    let after: readonly number[] = []
    const snapshot = await liveViewSnapshot(swapView, placeOf(swapView), async () => {
      before = counts()
      child?.tell('o')
      expect(await child?.line()).toBe('out')
      after = counts()
    })
    const rates = snapshot.get(swapTraffic)
    const dt = snapshot.interval ?? 0
    const grown = (i: number) => (after[i] ?? 0) - (before[i] ?? 0)
    expect(grown(0)).toBeGreaterThan(ANON * MIB * 0.8)
    expect(Math.abs((rates.zswapOut ?? 0) * dt - grown(0))).toBeLessThan(MIB)
    expect(Math.abs((rates.out ?? 0) * dt - grown(1))).toBeLessThan(MIB)
    const { holds, ram, enabled } = snapshot.get(swapLevel)?.zswap ?? {}
    expect(enabled).toBe(true)
    expect(holds).toBeGreaterThan(ANON * MIB * 0.8)
    expect(ram).toBeGreaterThan(0)
  })
})

function isNode(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === process.execPath
  } catch (error) {
    // It ended, or is a kernel thread.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
    throw error
  }
}
