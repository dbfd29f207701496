import type { Config } from './config.ts'
import type { Host } from './host/host.ts'
import { NO_HISTORY } from './model/history.ts'
import { Snapshot } from './model/snapshot.ts'
import { activeRows } from './sample/active.ts'
import { WHOLE_BUDGET } from './sample/budget.ts'
import { isPidValue } from './sample/pid-files.ts'
import type { Process } from './sample/process.ts'
import type { Samples } from './sample/sample.ts'
import { Sampler } from './sample/sampler.ts'
import { bothWant, isOfAll, NO_WANTS, type PidFile, type Wants } from './sample/wants.ts'
import type { Missing } from './source.ts'
import type { Line } from './style.ts'
import { type Drawn, draw } from './ui/draw.ts'
import type { State } from './ui/state.ts'
import { tableState, visitOf } from './ui/state.ts'
import { rowsOf } from './ui/table.ts'
import { viewById } from './views/index.ts'
import { missingOf } from './views/missing.ts'
import type { Place } from './views/view.ts'
import { wait } from './wait.ts'
import { wantsOf } from './wants-of.ts'
import type { Watcher } from './watcher.ts'

/** Frames without a terminal, looks `state.interval` apart, of a capture one: as text, or as JSON, which is an interface (README). */
export async function once(
  host: Host,
  state: State,
  options: { readonly frames: number; readonly json: boolean; readonly limits?: Config['limits'] },
  write: (text: string) => Promise<void>,
): Promise<void> {
  const sampler = new Sampler(host, WHOLE_BUDGET)
  // As many as were named, each as if it alone had the keys.
  const panes = state.tiles.map((_, tile) => ({ ...state, tile }))
  const places = panes.map((pane) => visitOf(pane).place)
  let samples: Samples | null = null
  let drawn: Drawn | null = null
  const watcher = places.some(({ view }) => viewById(view).findings) ? await rulesAtWork(host, options.limits) : null
  const wants = () => {
    const own = options.json
      ? places.map((place) => jsonWants(place, samples)).reduce(bothWant, NO_WANTS)
      : textWants(state, drawn, samples)
    return watcher ? bothWant(own, watcher.wants(samples)) : own
  }
  const look = async () => {
    samples = await sampler.take(wants(), never)
    if (!options.json) drawn = draw(state, snapshotOf(samples, host), NO_COST, new Date(), drawn)
    return samples
  }
  const captured = host.facts.clock === 'replayed'
  await look()
  // Which processes, files and columns there are is known only now; and a rate needs a reading at both ends.
  await deeper(look, wants)
  if (captured && watcher) samples = await watched(watcher, sampler, host, wants)
  if (captured) {
    sampler.forget()
    await newcomers(sampler, await look(), wants())
  }
  // Rules say nothing of fewer looks.
  for (let early = 1; early < (watcher && !captured ? LOOKS : 0); early++) {
    await wait(state.interval * 1000)
    watcher?.look(snapshotOf(await look(), host))
  }
  for (let frame = 0; frame < options.frames; frame++) {
    if (!captured) await wait(state.interval * 1000)
    const looked = snapshotOf(await newcomers(sampler, await look(), wants()), host)
    const snapshot = looked.with(NO_HISTORY, captured ? watcher?.findings : watcher?.look(looked))
    if (options.json) for (const pane of panes) await write(`${jsonText(snapshot, pane)}\n`)
    else await write(plainText(draw(state, snapshot, NO_COST, new Date(), drawn)))
  }
}

/** Looks until all that is asked for was read: cgroups are listed a depth at a look. In pairs, as a capture has two instants. */
async function deeper(look: () => Promise<Samples>, wants: () => Wants): Promise<void> {
  let { after } = await look()
  for (let pair = 0; pair < DEEPEST && wants().sources.some(({ path }) => !after.files.has(path)); pair++) {
    await look()
    after = (await look()).after
  }
}

/** Pairs of looks at most: files that come and go must not keep it. */
const DEEPEST = 8
const LOOKS = 3
/** What is dear is asked for by what was seen in the round before. */
const ROUNDS = 3

/** A capture has two instants: they are read again until all is there that the rules ask for. */
async function watched(watcher: Watcher, sampler: Sampler, host: Host, wants: () => Wants): Promise<Samples> {
  let samples: Samples | null = null
  for (let round = 0; round < ROUNDS || !samples; round++) {
    const wanted = wants()
    sampler.forget()
    await sampler.take(wanted, never)
    samples = await sampler.take(wanted, never)
    if (round > 0) watcher.again()
    watcher.wants(samples)
    watcher.look(snapshotOf(samples, host))
  }
  return samples
}

const never = () => undefined

/** Who was born since the look before, or is another program now, or is busy now, is read whole for the same sample. */
async function newcomers(sampler: Sampler, samples: Samples, wants: Wants): Promise<Samples> {
  const { processes } = wants
  const seen = samples.after.processes
  if (!processes || !seen) return samples
  const { everybody, active = [] } = processes
  const lack = (rows: readonly Process[], files: readonly PidFile[]) =>
    rows.filter(({ more }) => files.some((file) => isPidValue(file) && more[file] === undefined)).map(({ pid }) => pid)
  const visible = [...new Set([...lack(seen.rows, everybody), ...lack(activeRows(seen), active)])]
  const files = [...new Set([...everybody, ...active])]
  if (visible.length === 0 && (!isOfAll(processes) || seen.scanned)) return samples
  return (await sampler.supplement({ sources: [], processes: { ...processes, visible, files } }, never)) ?? samples
}

const NO_COST = { cpu: null, rss: null }

function snapshotOf(samples: Samples, host: Host): Snapshot {
  return new Snapshot(samples, host.facts, NO_HISTORY)
}

function jsonWants(place: Place, samples: Samples | null): Wants {
  const view = viewById(place.view)
  const own = view.processes?.(place, samples) ?? null
  // Several pages may ask for one file, or one dump, which would be read twice.
  const { sources } = bothWant(NO_WANTS, { ...NO_WANTS, sources: (view.jsonSources ?? view.sources)(samples, place) })
  if (!own && !view.jsonFiles) return { ...NO_WANTS, sources }
  return {
    sources,
    processes: {
      visible: [],
      files: [],
      everybody: [...new Set([...(own?.everybody ?? []), ...(view.jsonFiles ?? [])])],
      threads: own?.threads ?? 'none',
      active: own?.active ?? [],
      focus: own?.focus ?? null,
    },
  }
}

/** All rows are shown, so all are read. */
function textWants(state: State, drawn: Drawn | null, samples: Samples | null): Wants {
  const wants = wantsOf(state, drawn, samples)
  const processes = wants.processes
  if (!processes) return wants
  const everybody = [...new Set([...processes.everybody, ...processes.files, 'statm' as const])]
  return { ...wants, processes: { ...processes, visible: [], everybody } }
}

/** What --filter and --sort leave of the pane's own table; null: neither was given, or the pane has no such table. */
function shownRows(snapshot: Snapshot, state: State): readonly number[] | null {
  const { place } = visitOf(state)
  const view = viewById(place.view)
  const { filter, sort } = tableState(state, view.id)
  if (filter === '' && !sort) return null
  const section = view.sections(snapshot, place).find((s) => s.kind === 'table' && s.id === view.id)
  return section?.kind === 'table' ? rowsOf(section, filter, sort ?? section.sort) : null
}

/** Of the pane that has the keys. */
function jsonText(snapshot: Snapshot, state: State): string {
  const { place } = visitOf(state)
  const view = viewById(place.view)
  const captured = snapshot.facts.captured
  const record = {
    schema: 1,
    pane: view.id,
    host: snapshot.facts.name,
    at: captured ?? new Date().toISOString(),
    interval_seconds: snapshot.interval,
    ...view.json(snapshot, place, shownRows(snapshot, state)),
    missing: allMissing(snapshot, place).map(({ source, missing, why, remedy }) => ({
      source,
      kind: missing,
      why,
      remedy,
    })),
  }
  // C1 and bidi characters are harmless in JSON only when they are escaped: somebody will print it.
  return JSON.stringify(record, plainNumbers).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escaped)
}

/** What the pane tells, and whatever else of its files is there and could not be read: each null has its reason. */
function allMissing(snapshot: Snapshot, place: Place): readonly Missing[] {
  const view = viewById(place.view)
  const told = view.missing(snapshot, place)
  const sources = (view.jsonSources ?? view.sources)(snapshot.samples, place)
  const rest = missingOf(snapshot, sources).filter(
    ({ missing, source }) =>
      (missing === 'denied' || missing === 'malformed') && !told.some((one) => one.source === source),
  )
  return [...told, ...rest]
}

/** Unknown is null; JSON has no Infinity, so a limit that is none is null too. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The frame without what is for keys, and without charts, which have no past yet; lines without blanks at their end. */
export function plainText({ frame, sections }: Pick<Drawn, 'frame' | 'sections'>): string {
  const charts = sections.filter(({ section }) => section.kind === 'chart')
  const rows = frame.lines
    .slice(0, -1)
    .filter((_, y) => !charts.some((chart) => y >= chart.y && y < chart.y + chart.height))
    .map(lineText)
  while (rows.length > 0 && rows[rows.length - 1] === '') rows.pop()
  return `${rows.join('\n')}\n\n`
}

/** The sign in the gutter says where the keys are: here are none. */
function lineText({ spans, fill }: Line): string {
  const words = spans.map((span) => span.text).join('')
  return (fill === 'selected' ? ` ${words.slice(1)}` : words).trimEnd()
}

async function rulesAtWork(host: Host, limits: Config['limits'] = {}): Promise<Watcher> {
  const { loadRules } = await import('./findings/index.ts')
  const { Watcher } = await import('./watcher.ts')
  return new Watcher(await loadRules(), host.facts, limits, true)
}
