import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { loadRules } from '../../src/findings/index.ts'
import type { Host } from '../../src/host/host.ts'
import { treeHost } from '../../src/host/tree.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { remember } from '../../src/model/remember.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { bothWant, NO_WANTS } from '../../src/sample/wants.ts'
import type { Line } from '../../src/style.ts'
import { width } from '../../src/text.ts'
import { type Drawn, draw } from '../../src/ui/draw.ts'
import type { Frame } from '../../src/ui/frame.ts'
import { visitTo } from '../../src/ui/places.ts'
import type { State, Visit } from '../../src/ui/state.ts'
import { loadViews, viewById } from '../../src/views/index.ts'
import { wantsOf } from '../../src/wants-of.ts'
import { Watcher } from '../../src/watcher.ts'

await loadViews()

export const NO_COST = { cpu: null, rss: null }
export const NOON = new Date('2026-11-21T12:00:00Z')

export function stateAt(visit: Visit, change: Partial<State> = {}): State {
  return {
    columns: 80,
    rows: 24,
    tiles: [{ trail: [visit] }],
    tile: 0,
    tabs: true,
    tables: {},
    dialog: null,
    paused: false,
    interval: 2,
    notice: null,
    ascii: false,
    readOnly: false,
    mark: null,
    ...change,
  }
}

export function stateOf(view: string, change: Partial<State> = {}): State {
  return stateAt(visitTo(view), change)
}

export function fixtureHost(folder: string): Host {
  return treeHost(fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url)))
}

/** What a session would show there: looked at until all that is in sight was read. */
export async function looked(
  host: Host,
  state: State,
): Promise<{ readonly drawn: Drawn; readonly snapshot: Snapshot }> {
  const sampler = new Sampler(host)
  const never = () => undefined
  let samples: Samples | null = null
  let drawn: Drawn | null = null
  let snapshot: Snapshot | null = null
  const watcher = showsFindings(state) ? new Watcher(await loadRules(), host.facts) : null
  for (let look = 0; look < 3; look++) {
    const wants = bothWant(wantsOf(state, drawn, samples), watcher?.wants(samples) ?? NO_WANTS)
    sampler.forget()
    await sampler.take(wants, never)
    samples = await sampler.take(wants, never)
    const now = new Snapshot(samples, host.facts, NO_HISTORY)
    if (look > 0) watcher?.again()
    watcher?.wants(samples)
    snapshot = now.with(remember(NO_HISTORY, now), watcher?.look(now) ?? null)
    drawn = draw(state, snapshot, NO_COST, NOON, drawn)
  }
  if (!drawn || !snapshot) throw new Error('nothing was looked at')
  return { drawn, snapshot }
}

/** The rules look at more than most panes show: they are asked only where somebody sees it. */
function showsFindings({ tiles }: State): boolean {
  return tiles.some(({ trail }) => viewById(trail.at(-1)?.place.view ?? '').findings === true)
}

export function lineText(line: Line): string {
  return line.spans.map(({ text }) => text).join('')
}

export function frameText(frame: Frame): string {
  return `${frame.lines.map((line) => lineText(line).trimEnd()).join('\n')}\n`
}

export function lineWidth(line: Line): number {
  return line.spans.reduce((sum, { text }) => sum + width(text), 0)
}

/** The size that was asked for, no line beyond it, and nothing of JavaScript's own words on it. */
export function expectWhole(frame: Frame, columns: number, rows: number): void {
  expect([frame.columns, frame.rows, frame.lines.length]).toEqual([columns, rows, rows])
  const wide = frame.lines.filter((line) => lineWidth(line) > columns).map(lineText)
  expect(wide).toEqual([])
  expect(frameText(frame)).not.toMatch(/undefined|NaN|\[object|Infinity/)
}
