import { type Link, parsePidLinks } from '../../parse/pid/links.ts'
import type { Process } from '../../sample/process.ts'
import type { Samples } from '../../sample/sample.ts'
import { type Source, source } from '../../source.ts'
import { inTurn, programs, programsTold } from './in-turn.ts'

/** A link costs some µs, and a program has some dozens: so many programs at a look, or a few more. */
const AT_ONCE = 150

/** What programs have open: of those in which such links were found every time, of the others in turns. */
export function linkSources(samples: Samples | null, is: (link: Link) => boolean): readonly Source<unknown>[] {
  return samples ? linked(samples, is).map(({ pid }) => openLinks(pid)) : []
}

/** What a process has open, as links. Dear: only while something asks for it. */
export function openLinks(pid: number): Source<readonly Link[]> {
  return source(`/proc/${pid}/fd/`, parsePidLinks)
}

/** Of each program that was looked at, its links of this kind. */
export function heldLinks(
  samples: Samples,
  is: (link: Link) => boolean,
): readonly { readonly process: Process; readonly links: readonly Link[] }[] {
  return programsTold(samples, openLinks).flatMap(({ process, value }) => {
    const links = value.filter(is)
    return links.length > 0 ? [{ process, links }] : []
  })
}

function linked(samples: Samples, is: (link: Link) => boolean): readonly Process[] {
  const known = heldLinks(samples, is).map(({ process }) => process)
  return [...new Set([...known, ...inTurn(programs(samples), AT_ONCE, samples)])]
}
