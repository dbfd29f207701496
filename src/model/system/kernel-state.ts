import { vulnerabilities, vulnerability } from '../../parse/devices/cpu/vulnerabilities.ts'
import { parseNumber } from '../../parse/number.ts'
import { type Printk, printk } from '../../parse/sys/kernel/printk.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type MissingKind, type Source, source, valueOf } from '../../source.ts'
import type { Model } from '../model.ts'
import { type Taint, taints } from './taint.ts'

const tainted = source('/proc/sys/kernel/tainted', parseNumber, 10)

/** What the kernel says of its own health. */
export interface KernelState {
  /** Null: could not be read. Empty: it is not tainted. */
  readonly taints: readonly Taint[] | null
  readonly tainted: number | null
  readonly printk: Printk | null
  /** Null: this kernel does not tell. */
  readonly vulnerabilities: readonly Vulnerability[] | null
}

export interface Vulnerability {
  /** As its file is named. Raw. */
  readonly name: string
  /** Raw. */
  readonly says: string | null
  /** Why that is null: not read yet, or it may not be read. */
  readonly missing: MissingKind | null
  readonly kind: 'safe' | 'mitigated' | 'partly' | 'vulnerable' | 'unknown'
}

export const kernelState: Model<KernelState> = {
  sources: [tainted, printk, vulnerabilities],
  of({ after }) {
    const bits = valueOf(reading(after, tainted))
    return {
      taints: bits === null ? null : taints(bits),
      tainted: bits,
      printk: valueOf(reading(after, printk)),
      vulnerabilities:
        valueOf(reading(after, vulnerabilities))
          ?.map(({ name }): Vulnerability => {
            const found = reading(after, vulnerability(name))
            const says = valueOf(found)
            return { name, says, missing: isMissing(found) ? found.missing : null, kind: kindOf(says) }
          })
          .sort((a, b) => (a.name < b.name ? -1 : 1)) ?? null,
    }
  },
}

/** Which vulnerabilities there are is known once the folder was read. */
export function kernelStateSources(samples: Samples | null): readonly Source<unknown>[] {
  const names = samples ? (valueOf(reading(samples.after, vulnerabilities)) ?? []) : []
  return [...kernelState.sources, ...names.map(({ name }) => vulnerability(name))]
}

/** `KVM: Mitigation: …` speaks of guests; `Mitigation: …; SMT vulnerable` of what is left. Documentation/admin-guide/hw-vuln */
function kindOf(says: string | null): Vulnerability['kind'] {
  const words = says?.replace(/^KVM: /, '') ?? ''
  if (words.startsWith('Not affected')) return 'safe'
  if (/^(Processor )?vulnerable/i.test(words)) return 'vulnerable'
  if (words.startsWith('Mitigation')) return /vulnerable/i.test(words) ? 'partly' : 'mitigated'
  return 'unknown'
}
