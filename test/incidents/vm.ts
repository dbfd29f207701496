import { readFileSync } from 'node:fs'
import type { Scene } from './scene.ts'

type Values = Readonly<Record<string, string | number>>

/** Settings of /proc/sys/vm; `back`: what they were, where what is set takes the place of others. */
export function setVm({ held }: Scene, values: Values, back = Object.keys(values)) {
  return held(written(values), written(Object.fromEntries(back.map((name) => [name, vm(name)]))))
}

function vm(name: string): string {
  return readFileSync(`/proc/sys/vm/${name}`, 'latin1').trim()
}

function written(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `echo ${value} > /proc/sys/vm/${name}`)
    .join(' && ')
}
