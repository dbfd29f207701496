/** Why the kernel is tainted: what has happened to it since boot that makes a bug report suspect. */
export interface Taint {
  readonly bit: number
  /** As it stands in an oops. */
  readonly letter: string
  readonly means: string
  /** Something went wrong, not merely something was loaded. */
  readonly bad: boolean
}

/** Documentation/admin-guide/tainted-kernels.rst, in the order of the bits. */
const BITS: readonly (readonly [letter: string, means: string, bad?: true])[] = [
  ['P', 'a module without a free license was loaded'],
  ['F', 'a module was loaded by force', true],
  ['S', 'the hardware is out of its specification', true],
  ['R', 'a module was unloaded by force', true],
  ['M', 'the processor reported a machine check (hardware error)', true],
  ['B', 'a page of memory was found bad', true],
  ['U', 'a program asked for it'],
  ['D', 'the kernel died once: an oops or BUG', true],
  ['A', 'an ACPI table was replaced'],
  ['W', 'the kernel warned of itself: see the kernel log', true],
  ['C', 'a driver of the staging tree was loaded'],
  ['I', 'a bug of the firmware is worked around', true],
  ['O', 'a module from outside the kernel tree was loaded'],
  ['E', 'a module without a valid signature was loaded'],
  ['L', 'a soft lockup happened: a CPU was held for long', true],
  ['K', 'the kernel was patched live'],
  ['X', 'the distribution marks something of its own'],
  ['T', 'the kernel was built with a random structure layout'],
  ['N', 'a test was run in the kernel'],
  ['J', 'a device was changed by fwctl behind its driver'],
]

/** /proc/sys/kernel/tainted, a sum of bits. Kernel: kernel/panic.c taint_flags */
export function taints(mask: number): readonly Taint[] {
  const found: Taint[] = []
  // Beyond 32 bits shifting would wrap.
  for (let bit = 0, rest = mask; rest >= 1 && bit < 53; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 < 1) continue
    const [letter, means, bad] = BITS[bit] ?? ['?', `bit ${bit}: newer than whytop knows`]
    found.push({ bit, letter, means, bad: bad ?? false })
  }
  return found
}
