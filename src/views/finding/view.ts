import { findingJson } from '../../model/findings-json.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Place, Room, Section, Term, View } from '../view.ts'
import { culpritSection } from './culprits.ts'
import { evidenceSection } from './evidence.ts'
import { goneSection, headSection } from './head.ts'
import { pastSection } from './past.ts'
import { shownAt } from './shown.ts'

/** One finding: what proves it, whose doing it is, and what to do. Its numbers are those the rules read anyhow. */
export const findingView: View = {
  id: 'finding',
  findings: true,
  terms: terms(),
  sources: () => [],
  sections: sectionsOf,
  json: findingPageJson,
  missing: () => [],
}

function sectionsOf({ findings }: Snapshot, place: Place, room?: Room): readonly Section[] {
  const shown = shownAt(findings, place)
  if (!findings || !shown) return [goneSection()]
  return [
    headSection(shown, findings.at),
    culpritSection(shown.culprits, room?.columns ?? USUAL),
    ...(shown.now ? [evidenceSection(shown.evidence, room?.columns ?? USUAL), pastSection(shown)] : []),
  ]
}

const USUAL = 80

function findingPageJson({ findings }: Snapshot, place: Place): Readonly<Record<string, unknown>> {
  const shown = shownAt(findings, place)
  if (!findings || !shown) return { finding: null, ended: null }
  const { id, severity, says, since, until, now } = shown
  if (now) return { finding: findingJson(now, findings.at), ended: null }
  const ended = { id, severity, says, lasted_seconds: ((until ?? since) - since) / 1e9 }
  return { finding: null, ended }
}

function terms(): readonly Term[] {
  return [
    { term: 'since', help: 'for how long it has been there; ~ provisional: for less than the window of its rule' },
    { term: 'peak', help: 'the most of its value since it began' },
    { term: 'Next', help: 'what to do or to look at first' },
    { term: 'Caution', help: 'what to mind about that' },
    { term: 'Verify', help: 'a command of a well-known tool that shows the same' },
    { term: 'Explains', help: 'findings that follow from this one: they need not be looked at by themselves' },
    { term: 'With it', help: 'rules that saw the same and would only say it again' },
    { term: 'Culprits', help: 'what one would act on: unit, container, process, device, peer; Enter goes there' },
  ]
}
