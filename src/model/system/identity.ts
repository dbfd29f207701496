import { cpuinfo } from '../../parse/cpuinfo.ts'
import { osRelease } from '../../parse/os-release.ts'
import { parseWord } from '../../parse/sys/kernel.ts'
import { version } from '../../parse/version.ts'
import { source, valueOf } from '../../source.ts'
import { model } from '../model.ts'
import { availableClocks, clockSource, otherClocks } from './clock.ts'

const SELDOM = 3600
const kernel = source(version.path, version.parse, SELDOM)
/** Linux 6.1. */
const arch = source('/proc/sys/kernel/arch', parseWord, SELDOM)
/** As uname -v. */
const build = source('/proc/sys/kernel/version', parseWord, SELDOM)
const cpus = source(cpuinfo.path, cpuinfo.parse, 5)
const clockNow = source(clockSource.path, clockSource.parse, 10)
const clocksThere = source(availableClocks.path, availableClocks.parse, 10)

/** What this machine is. Strings are raw; null: not known. */
export interface Identity {
  readonly release: string | null
  readonly build: string | null
  readonly arch: string | null
  readonly distribution: string | null
  readonly cpuModel: string | null
  readonly cpuVendor: string | null
  /** Family, model, stepping. */
  readonly cpuSignature: readonly [number, number, number] | null
  readonly bogomips: number | null
  readonly flags: readonly string[]
  /** By CPU, of this moment; empty where the kernel does not say. */
  readonly mhz: ReadonlyMap<number, number>
  readonly clock: { readonly now: string; readonly others: readonly string[] } | null
}

export const identity = model({
  from: { kernel, arch, build, osRelease, cpus, clockNow, clocksThere },
  derive: (of): Identity => {
    const first = valueOf(of.cpus.after)?.[0]
    const release = valueOf(of.osRelease.after)
    const clock = valueOf(of.clockNow.after)
    const { family, model: number, stepping } = first ?? {}
    return {
      release: valueOf(of.kernel.after)?.release ?? null,
      build: valueOf(of.build.after),
      arch: valueOf(of.arch.after) ?? archBy(first?.flags),
      distribution: release?.get('PRETTY_NAME') ?? release?.get('NAME') ?? null,
      cpuModel: first?.modelName ?? null,
      cpuVendor: first?.vendor ?? null,
      cpuSignature:
        family === undefined || number === undefined || stepping === undefined ? null : [family, number, stepping],
      bogomips: first?.bogomips ?? null,
      flags: first?.flags ?? [],
      mhz: new Map((valueOf(of.cpus.after) ?? []).flatMap(({ id, mhz }) => (mhz === undefined ? [] : [[id, mhz]]))),
      clock:
        clock === null ? null : { now: clock.trim(), others: otherClocks(valueOf(of.clocksThere.after), clock.trim()) },
    }
  },
})

/** An older kernel does not name it; `lm` is the long mode of x86-64, without which it could be either. */
function archBy(flags: readonly string[] | undefined): string | null {
  return flags?.includes('lm') ? 'x86_64' : null
}
