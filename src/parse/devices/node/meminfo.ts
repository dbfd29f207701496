import { ParseError, type Source, source } from '../../../source.ts'
import type { Bytes } from '../../../units.ts'
import { eachKeyed, lineAt } from '../../keyed.ts'

/** Every line by the kernel's name and in its order: lines come and go between kernels. */
export interface NodeMeminfo {
  readonly bytes: ReadonlyMap<string, Bytes>
  /** HugePages_*: pages of the default size. */
  readonly counts: ReadonlyMap<string, number>
}

const HEAD = /^Node \d+ /

/**
 * /sys/devices/system/node/nodeN/meminfo: `Node 0 MemTotal:         514636 kB`, KiB whatever it says; HugePages_* are counts.
 * MemUsed is MemTotal less MemFree. A node without memory has zeros.
 * Kernel: drivers/base/node.c node_read_meminfo
 */
export function parseNodeMeminfo(file: Buffer): NodeMeminfo {
  const text = file.toString('latin1')
  const bytes = new Map<string, Bytes>()
  const counts = new Map<string, number>()
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at)
    at += line.length + 1
    if (line === '') continue
    const head = HEAD.exec(line)
    if (!head) throw new ParseError('node meminfo', line)
    eachKeyed(line.slice(head[0].length), (name, value, kb) => {
      if (value === null) throw new ParseError('node meminfo', line)
      if (kb) bytes.set(name, value * 1024)
      else counts.set(name, value)
    })
  }
  return { bytes, counts }
}

export function nodeMeminfo(node: number): Source<NodeMeminfo> {
  return source(`/sys/devices/system/node/node${node}/meminfo`, parseNodeMeminfo)
}
