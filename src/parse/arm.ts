/** What `CPU implementer` and `CPU part` of /proc/cpuinfo stand for on servers. arch/arm64/include/asm/cputype.h; lscpu-arm.c of util-linux */
const VENDORS: Readonly<Record<string, readonly [vendor: string, parts: Readonly<Record<string, string>>]>> = {
  '0x41': [
    'ARM',
    {
      '0xd03': 'Cortex-A53',
      '0xd05': 'Cortex-A55',
      '0xd07': 'Cortex-A57',
      '0xd08': 'Cortex-A72',
      '0xd09': 'Cortex-A73',
      '0xd0a': 'Cortex-A75',
      '0xd0b': 'Cortex-A76',
      '0xd0c': 'Neoverse-N1',
      '0xd0d': 'Cortex-A77',
      '0xd40': 'Neoverse-V1',
      '0xd41': 'Cortex-A78',
      '0xd44': 'Cortex-X1',
      '0xd47': 'Cortex-A710',
      '0xd49': 'Neoverse-N2',
      '0xd4a': 'Neoverse-E1',
      '0xd4f': 'Neoverse-V2',
      '0xd84': 'Neoverse-V3',
      '0xd8e': 'Neoverse-N3',
    },
  ],
  '0x43': ['Cavium', { '0x0a1': 'ThunderX-88XX', '0x0af': 'ThunderX2-99xx' }],
  '0x46': ['FUJITSU', { '0x001': 'A64FX' }],
  '0x48': ['HiSilicon', { '0xd01': 'TaiShan-v110', '0xd02': 'TaiShan-v120' }],
  '0x51': ['Qualcomm', {}],
  '0x61': ['Apple', {}],
  '0x70': ['Phytium', {}],
  '0xc0': ['Ampere', { '0xac3': 'Ampere-1', '0xac4': 'Ampere-1a' }],
}

/** The number where it has no name here. */
export function armVendor(implementer: string): string {
  return VENDORS[implementer]?.[0] ?? implementer
}

/** `vendor` as armVendor() says it. `part` and the number where it has no name here. */
export function armModel(vendor: string | undefined, part: string): string {
  const known = Object.values(VENDORS).find(([name]) => name === vendor)
  return known?.[1][part] ?? `part ${part}`
}
