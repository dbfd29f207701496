import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Open to all: they know nothing of the program around them. */
const LEAVES = words(
  'wait monotonic units rates text unicode format source style effect options options-elsewhere command-options nearest terminal-plan config exit-codes shortage shell-word',
)
/** Main and what it is cut into. */
const MAIN = words(
  'main session meaning turns once open-tree start settings leave wants-of watcher observe run-command own-cost own-sleep in-sight replay resumed surroundings why why-json why-text since watch explain declared-tables',
)

/** What a sample is, with the pure functions that look into it. The folds and the sampler, which make it, are not among them. */
const RECORDS = ['sample', 'process', 'threads', 'missing'].map((name) => `sample/${name}.ts`)

/** Folder → what it may import: folders, files, packages; `type x` where only types may come. Leaves are open to all. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  leaves: ['date-fns'],
  native: ['koffi', 'node:fs', 'node:util'],
  host: ['native', 'node:*', 'execa'],
  parse: [],
  sample: ['parse', 'host/host.ts'],
  model: ['parse', 'type sample', 'type host', ...RECORDS],
  findings: ['model', 'parse', 'type sample', 'sample/wants.ts', ...RECORDS],
  views: ['model', 'parse', 'type sample', ...RECORDS],
  actions: ['native', 'host', 'node:*', 'execa'],
  ui: ['views', 'findings', 'model', 'type sample', ...RECORDS],
  screen: [
    'ui',
    'blessed',
    'blessed-contrib',
    'native/terminal.ts',
    'node:fs',
    'node:tty',
    'node:events',
    'node:string_decoder',
  ],
}
/** A switch for tests and benchmarks; and what blessed reads while it is imported. */
const READ_ENVIRONMENT = ['native/libc.ts', 'screen/decoder.ts']
/** The lists that everything of a kind is in; no other file may only pass on what others export. */
const LISTS = ['views/index.ts', 'findings/index.ts']

interface Import {
  readonly from: string
  readonly to: string
  readonly type: boolean
  /** By import(): not before it is called. */
  readonly late: boolean
}

const FILES = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(join('src', path), 'utf8')]),
)
const IMPORTS = [...FILES].flatMap(([from, source]) => importsOf(from, source))

describe('the import table', () => {
  test('is kept', () => {
    const wrong = IMPORTS.filter((line) => !isAllowed(line))
    expect(wrong.map(({ from, to, type }) => `${from} imports ${type ? 'types of ' : ''}${to}`)).toEqual([])
  })

  test('would tell a line that breaks it', () => {
    const line = (from: string, to: string, type = false) => isAllowed({ from, to, type, late: false })
    expect(line('ui/draw.ts', 'views/index.ts')).toBe(true)
    expect(line('ui/draw.ts', 'host/local.ts')).toBe(false)
    expect(line('ui/draw.ts', 'node:fs')).toBe(false)
    expect(line('model/cpu.ts', 'sample/sampler.ts', true)).toBe(true)
    expect(line('model/cpu.ts', 'sample/sampler.ts')).toBe(false)
    expect(line('parse/stat.ts', 'screen/theme.ts', true)).toBe(false)
    expect(line('host/local.ts', 'koffi')).toBe(false)
    expect(line('views/load/view.ts', 'blessed')).toBe(false)
    expect(line('text.ts', 'views/index.ts')).toBe(false)
    expect(line('new-helper.ts', 'text.ts')).toBe(false)
  })

  test('every file stands where the table knows it', () => {
    expect([...FILES.keys()].filter((path) => ![...Object.keys(MAY), 'main'].includes(folderOf(path)))).toEqual([])
  })
})

test('no cycles', () => {
  const next = new Map([...FILES.keys()].map((path) => [path, IMPORTS.filter((i) => i.from === path && !i.type)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path) || trail.includes(path)) return
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path])
    done.add(path)
  }
  for (const path of FILES.keys()) visit(path, [])
  expect(cycles).toEqual([])
})

/**
 * Of Node's own modules those that are there anyhow, or small: node:child_process takes 14 ms, node:tty (and process.stdin, process.stdout)
 * 11, node:fs/promises 5, node:os and node:module 2.
 */
const QUICK = words('node:events node:fs node:path node:string_decoder node:util')

test('what the first frame needs loads no module of Node that is slow', () => {
  const needed = new Set(['main.ts'])
  for (const path of needed)
    for (const { from, to, type, late } of IMPORTS) if (from === path && !type && !late) needed.add(to)
  expect(needed.size).toBeGreaterThan(200)
  expect([...needed].filter((name) => name.startsWith('node:') && !QUICK.has(name))).toEqual([])
})

describe('every file', () => {
  const having = (pattern: RegExp) => [...FILES].filter(([, source]) => pattern.test(source)).map(([path]) => path)

  test('exports by name', () => expect(having(/^export default/m)).toEqual([]))
  test('is named for one thing', () => expect([...FILES.keys()].filter((p) => /util|helper|misc/.test(p))).toEqual([]))
  test('swallows no error', () => expect(having(/catch\s*(\([^)]*\))?\s*\{\s*\}/)).toEqual([]))
  test('leaves nothing for later', () => expect(having(/\b(TODO|FIXME|XXX)\b/)).toEqual([]))
  test('says its types', () => expect(having(/as unknown as|: any\b|<any>|as any\b/)).toEqual([]))
  test('is no barrel', () => {
    const barrels = [...FILES].filter(
      ([path, source]) =>
        basename(path) === 'index.ts' ||
        (/^export .* from /m.test(source) &&
          !/^(export )?(const|function|class|interface|async function|type) /m.test(source)),
    )
    expect(barrels.map(([path]) => path).filter((path) => !LISTS.includes(path))).toEqual([])
  })
  test('is small: 250 lines are two things', () =>
    expect([...FILES].filter(([, source]) => source.split('\n').length - 1 > 250).map(([path]) => path)).toEqual([]))
  test('only main reads argv and the environment', () => {
    expect(having(/process\.(argv|env)\b/).filter((path) => folderOf(path) !== 'main')).toEqual(READ_ENVIRONMENT)
  })
})

function importsOf(from: string, source: string): readonly Import[] {
  const found = source.matchAll(
    /^(?:import|export)\b([^'"]*?)\bfrom '([^']+)'|^import '([^']+)'|\b(?:import|require)\('([^']+)'\)/gm,
  )
  return [...found].map(([, clause = '', named, bare, late]) => {
    const to = (named ?? bare ?? late) as string
    return {
      from,
      to: to.startsWith('.') ? join(dirname(from), to) : to,
      type: isTypeOnly(clause),
      late: late !== undefined,
    }
  })
}

/** `import type { … }`, or braces with nothing but `type X` in them. */
function isTypeOnly(clause: string): boolean {
  if (/^\s+type\b/.test(clause)) return true
  const names = /^\s*\{([^}]*)\}\s*$/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  return names?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false
}

function isAllowed({ from, to, type }: Import): boolean {
  const folder = folderOf(from)
  if (folder === 'main') return true
  const target = targetOf(to)
  if (target === 'leaves' || target === folder) return MAY[folder] !== undefined
  return (MAY[folder] ?? []).some(
    (may) =>
      may === to ||
      may === target ||
      (may === 'node:*' && target.startsWith('node:')) ||
      (type && may === `type ${target}`),
  )
}

function targetOf(to: string): string {
  if (FILES.has(to)) return folderOf(to)
  if (to.startsWith('node:') || builtinModules.includes(to)) return to
  return to.split('/')[0] as string
}

function folderOf(path: string): string {
  const [folder, ...rest] = path.split('/')
  if (rest.length > 0) return folder as string
  const name = path.replace(/\.ts$/, '')
  return LEAVES.has(name) ? 'leaves' : MAIN.has(name) ? 'main' : `unknown file ${path}`
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
