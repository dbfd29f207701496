import type { Config } from '../config.ts'
import { nearest } from '../nearest.ts'
import { contradictions, exitValue, type Given } from './exits.ts'
import type { LimitValues, Rule } from './rule.ts'

/** `limits` of the config file: by rule in lower case, by name, a number in the unit of the limit. */
export type ChangedLimits = NonNullable<Config['limits']>

/** What a rule goes by: the config file's number where it is one, else the rule's own; of an exit, see exits.ts. */
export function limitValues(rule: Rule<never>, changed: ChangedLimits): LimitValues {
  const own = ofRule(changed, rule.id)
  const given = own && givenIn(own)
  return (name) => {
    const limit = rule.limits[name]
    if (!limit) throw new Error(`${rule.id} has no limit ${name}`)
    return given ? exitValue(rule.limits, name, given) : limit.value
  }
}

/** One line for each that cannot be taken: the defaults hold there. Names keys, of values only numbers that are limits. */
export function limitComplaints(rules: readonly Rule<never>[], changed: ChangedLimits): readonly string[] {
  return Object.entries(changed).flatMap(([key, limits]) => {
    const rule = rules.find(({ id }) => id.toLowerCase() === key.toLowerCase())
    if (!rule) {
      const ids = rules.map(({ id }) => id.toLowerCase())
      return [`config: limits: no finding ${quoted(key)}${meant(key, ids)}`]
    }
    if (!isRecord(limits)) return [`config: limits.${rule.id.toLowerCase()} must be an object of numbers`]
    const names = Object.keys(rule.limits)
    const mistaken = Object.entries(limits).flatMap(([name, value]) => {
      if (!names.includes(name))
        return [`config: limits.${rule.id.toLowerCase()}: no limit ${quoted(name)}${meant(name, names)}`]
      return isLimit(value) ? [] : [`config: limits.${rule.id.toLowerCase()}.${name} must be a number from 0`]
    })
    return [...mistaken, ...contradicting(rule, limits)]
  })
}

/** An exit beyond its entry is taken as the entry; a critical beyond the warning never comes alone. */
function contradicting({ id, limits }: Rule<never>, changed: Readonly<Record<string, unknown>>): readonly string[] {
  const given = givenIn(changed)
  return contradictions(limits, given).map(({ name, side, of }) => {
    const other = of.name === null ? `${of.value}` : `${of.name} ${of.value}`
    const what = name === 'critical' ? `: set ${of.name} too` : `; ${of.value} holds`
    return `config: limits.${id.toLowerCase()}.${name} ${given(name)} is ${side} ${other}${what}`
  })
}

function givenIn(changed: Readonly<Record<string, unknown>>): Given {
  return (name) => {
    const value = changed[name]
    return isLimit(value) ? value : null
  }
}

function ofRule(changed: ChangedLimits, id: string): Readonly<Record<string, unknown>> | null {
  const key = Object.keys(changed).find((name) => name.toLowerCase() === id.toLowerCase())
  const limits = key === undefined ? null : changed[key]
  return isRecord(limits) ? limits : null
}

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === null ? '' : `; did you mean "${near}"?`
}

function quoted(key: string): string {
  return `"${key.length > 40 ? `${key.slice(0, 40)}...` : key}"`
}
