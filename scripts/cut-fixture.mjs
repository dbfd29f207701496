// Cuts a test fixture from a capture: node scripts/cut-fixture.mjs CAPTURE [--kernel-threads-to PID] [--smaps]
// CAPTURE is an unpacked capture with t0, t1 and expected; its folder name becomes the case's name in test/fixtures.
// Copies files only. Left out are links to folders (cwd, root, /sys's loops), which test and type-check globs would follow
// over the whole machine, and fd/, whose targets fd.links holds as text.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const OF_ALL = ['stat', 'statm', 'status', 'cmdline', 'comm', 'cgroup', 'wchan', 'oom_score', 'schedstat']
const OF_USER = ['oom_score_adj', 'io', 'limits', 'smaps_rollup', 'numa_maps', 'stack', 'fd.links']
const OF_THREAD = ['stat', 'wchan', 'schedstat', 'comm']
/** All of the machine, but what says nothing. */
const OF_MACHINE = /^(captured|proc\/(?!\d).*|sys\/.*)$/
const LEFT_OUT = /\/(uevent|crash_notes\w*)$|^sys\/block\/loop|^sys\/class\/bdi/
const PF_KTHREAD = 0x00200000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'kernel-threads-to': { type: 'string', default: 'Infinity' }, smaps: { type: 'boolean', default: false } },
})
const capture = positionals[0]
if (capture === undefined) throw new Error('which capture? node scripts/cut-fixture.mjs CAPTURE')
const lastKernelThread = Number(values['kernel-threads-to'])
const target = join(import.meta.dirname, '../test/fixtures', basename(capture))

rmSync(target, { recursive: true, force: true })
cpSync(join(capture, 'expected'), join(target, 'expected'), { recursive: true })
for (const instant of ['t0', 't1']) {
  for (const path of files(join(capture, instant))) {
    if (OF_MACHINE.test(path) && !LEFT_OUT.test(path)) copy(join(instant, path))
  }
  for (const pid of readdirSync(join(capture, instant, 'proc')).filter((name) => /^\d+$/.test(name))) {
    cutProcess(join(instant, 'proc', pid), Number(pid))
  }
}

function* files(root, folder = '') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile()) yield path
    else if (entry.isDirectory() && !/^proc\/\d+$/.test(path)) yield* files(root, path)
  }
}

function cutProcess(folder, pid) {
  const stat = readFileSync(join(capture, folder, 'stat'), 'latin1')
  const kernel = (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[6]) & PF_KTHREAD) !== 0
  if (kernel && pid > lastKernelThread) return
  for (const name of OF_ALL) copy(join(folder, name))
  for (const tid of readdirSync(join(capture, folder, 'task'))) {
    for (const name of OF_THREAD) copy(join(folder, 'task', tid, name))
  }
  if (kernel) return
  for (const name of OF_USER) copy(join(folder, name))
  if (values.smaps && pid === 1) copy(join(folder, 'smaps'))
  link(join(folder, 'exe'))
}

function copy(path) {
  const from = join(capture, path)
  if (!existsSync(from)) return
  mkdirSync(dirname(join(target, path)), { recursive: true })
  cpSync(from, join(target, path))
}

function link(path) {
  let to
  try {
    to = readlinkSync(join(capture, path))
  } catch (error) {
    if (error.code === 'ENOENT') return // a zombie runs nothing
    throw error
  }
  symlinkSync(to, join(target, path))
}
