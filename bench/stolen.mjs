import { readFileSync } from 'node:fs'

/** @typedef {{wanted: number, stolen: number}} MachineCpu ticks since boot */

/**
 * CPU time that was wanted of this machine, and what of it its host gave to others. proc_stat(5)
 * @param {string} stat
 * @returns {MachineCpu}
 */
export function machineCpu(stat = readFileSync('/proc/stat', 'latin1')) {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] =
    /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? []
  return { wanted: user + nice + system + irq + softirq + steal, stolen: steal }
}

/** @param {MachineCpu} before @param {MachineCpu} after */
export function stolenShare(before, after) {
  const wanted = after.wanted - before.wanted
  return wanted > 0 ? (after.stolen - before.stolen) / wanted : 0
}

/** @param {number} share */
export function stolenWords(share) {
  const percent = (share * 100).toFixed(1)
  return `The host of this machine took ${percent} % of the CPU time that was wanted while this ran (steal of /proc/stat)${
    share < 0.01 ? '.' : ': part of it may be in the figures, and what waited for it in the times.'
  }`
}
