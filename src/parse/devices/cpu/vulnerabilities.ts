import { type Source, source } from '../../../source.ts'
import { parseFolder } from '../../folder.ts'
import { parseWord } from '../../sys/kernel.ts'

const SELDOM = 60

/** A file for each hardware weakness the kernel knows of: meltdown, spectre_v2 … Documentation/admin-guide/hw-vuln */
export const vulnerabilities = source('/sys/devices/system/cpu/vulnerabilities/', parseFolder, SELDOM)

/** `Not affected`, `Mitigation; …`, `Vulnerable…` or `Unknown…`. Raw. Kernel: drivers/base/cpu.c */
export function vulnerability(name: string): Source<string> {
  return source(`/sys/devices/system/cpu/vulnerabilities/${name}`, parseWord, SELDOM)
}
