import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { kernelLogView } from '../../../src/views/kernel-log/view.ts'
import type { TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { expectWhole, frameText, looked, stateAt } from '../../ui/drawing.ts'

/** µs since boot of a machine that is up for 4,000 s. */
const at = (ago: number) => (4000 - ago) * 1e6

const LOG = [
  `6,1,${at(3990)},-;Linux version 6.18.5`,
  `5,2,${at(3000)},-;random: crng init done`,
  ` SUBSYSTEM=mem\n4,5,${at(700)},-;TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:8080. Sending cookies.`,
  `4,6,${at(121)},-;greedy invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`,
  `6,7,${at(120.5)},-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/web,task_memcg=/web,task=greedy,pid=6394,uid=0`,
  `3,8,${at(120)},-;Memory cgroup out of memory: Killed process 6394 (greedy) total-vm:69044kB, anon-rss:32384kB`,
  `3,9,${at(60)},-;EXT4-fs error (device vda): ext4_lookup:1855: inode #2: comm a\\x1b[31mb: deleted inode referenced: 12`,
  `6,10,${at(5)},-;usb 1-1: new high-speed USB device number 2`,
]

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whytop-log-'))
  for (const instant of ['t0', 't1']) {
    mkdirSync(join(folder, instant, 'proc/sys/kernel'), { recursive: true })
    mkdirSync(join(folder, instant, 'dev'))
    writeFileSync(join(folder, instant, 'proc/uptime'), instant === 't0' ? '3999.00 1.00\n' : '4000.00 1.00\n')
    writeFileSync(join(folder, instant, 'proc/sys/kernel/printk'), '4\t4\t1\t7\n')
    writeFileSync(join(folder, instant, 'captured'), 'from 2026-11-21T04:08:34.626Z for 10 ms\n')
    writeFileSync(join(folder, instant, 'dev/kmsg'), `${LOG.slice(0, instant === 't0' ? 6 : 8).join('\n')}\n`)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

function tableOf(snapshot: Snapshot): TableSection {
  return kernelLogView.sections(snapshot, placeOf(kernelLogView)).find(({ kind }) => kind === 'table') as TableSection
}

const cell = (table: TableSection, row: number, id: string) =>
  table.columns.find((column) => column.id === id)?.by?.(row)

describe('the kernel log', () => {
  test('has a row for each message, with its level and what it means', async () => {
    const table = tableOf(await viewSnapshot(folder, kernelLogView, placeOf(kernelLogView)))
    expect(table.count).toBe(8)
    expect([cell(table, 5, 'level'), cell(table, 5, 'means'), cell(table, 5, 'ago')]).toEqual(['err', 'oom', 120])
    expect(cell(table, 0, 'means')).toBeNull()
    expect(table.drill?.(5)).toMatchObject({ view: 'memory' })
    expect(table.drill?.(6)).toMatchObject({ view: 'disks' })
    expect(table.drill?.(0)).toBeNull()
  })

  test.each([
    [80, 24],
    [120, 40],
    [60, 15],
  ])('on a screen of %i×%i', async (columns, rows) => {
    const { drawn } = await looked(treeHost(folder), stateAt(visitTo('kernel-log'), { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    const text = frameText(drawn.frame).replace(/whytop-log-\S*/g, 'made-up')
    await expect(text).toMatchFileSnapshot(`../__frames__/made-up-kernel-log-${columns}x${rows}.txt`)
  })

  test('as JSON', async () => {
    const snapshot = await viewSnapshot(folder, kernelLogView, placeOf(kernelLogView))
    const json = kernelLogView.json(snapshot, placeOf(kernelLogView)) as { lost: number; messages: readonly object[] }
    expect(json.lost).toBe(2)
    expect(json.messages[5]).toEqual({
      sequence: 8,
      since_boot_seconds: 3880,
      level: 'err',
      facility: 0,
      means: 'oom',
      finding: 'OOM-KILL',
      device: null,
      text: 'Memory cgroup out of memory: Killed process 6394 (greedy) total-vm:69044kB, anon-rss:32384kB',
    })
  })

  test('where it was not captured, that is said', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'whytop-log-'))
    for (const instant of ['t0', 't1'])
      cpSync(join(folder, instant, 'proc'), join(bare, instant, 'proc'), { recursive: true })
    const snapshot = await viewSnapshot(bare, kernelLogView, placeOf(kernelLogView))
    expect(kernelLogView.missing(snapshot, placeOf(kernelLogView))).toMatchObject([
      { source: '/dev/kmsg', why: 'not captured' },
    ])
    rmSync(bare, { recursive: true })
  })
})
