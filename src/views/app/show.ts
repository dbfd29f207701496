import { age } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import type { Flow } from '../../model/app/flow.ts'
import type { ServiceAsked } from '../../model/app/service.ts'
import type { Span, Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import type { Fact, Part } from '../facts.ts'
import type { Drill, Place } from '../view.ts'

export function span(words: Text, style: Style = 'plain'): Span {
  return { text: words, style }
}

export function fact(label: Text, ...parts: readonly (Text | Part)[]): Fact {
  return { label, parts: parts.map((part) => (typeof part === 'string' ? span(part) : part)) }
}

/** `about` of the place: a cgroup; a program, with its parent; or a process (pid and start in ticks since boot). */
export function askedOf({ about }: Place): ServiceAsked {
  const number = (value: string | number | undefined) => {
    const found = value === undefined ? Number.NaN : Number(value)
    return Number.isSafeInteger(found) ? found : null
  }
  return {
    cgroup: about.cgroup === undefined ? null : `${about.cgroup}`,
    program: about.program === undefined ? null : `${about.program}`,
    parent: number(about.parent),
    pid: number(about.pid),
    start: number(about.start),
  }
}

/** Where Enter on a connection goes, in the network namespace of the service. */
export function tcpDrill({ net }: App, page: string, about: Place['about'], title: string): Drill {
  return { view: 'tcp', page, about: net === null ? about : { pid: net, ...about }, title: clean(title) }
}

/** How long each is there. Where none was at this look, it is less than the time from one to the next. */
export function eachLasts({ lifetime, opened, estab }: Pick<Flow, 'lifetime' | 'opened' | 'estab'>): Text | null {
  if (lifetime !== null) return lasting(lifetime)
  return opened && estab === 0 ? text`<${lasting(1 / opened)}` : null
}

/** `40 ms` `1.2 s` `02:14`: of connections. */
export function lasting(time: Seconds | null): Text {
  if (time === null || time >= 60) return age(time)
  if (time < 0.9995) return text`${Math.round(time * 1000)} ms`
  const tenths = Math.round(time * 10)
  return text`${Math.floor(tenths / 10)}.${tenths % 10} s`
}
