import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import schema from '../schema/why.schema.json' with { type: 'json' }
import { localHost } from '../src/host/local.ts'
import type { Severity } from '../src/model/findings.ts'
import { why } from '../src/why.ts'
import type { WhyJson } from '../src/why-json.ts'
import { type Schema, violations } from './json-schema.ts'
import { fixtureHost } from './ui/drawing.ts'

async function run(
  host: ReturnType<typeof localHost>,
  change: { json?: boolean; min?: Severity; since?: string; seconds?: number } = {},
) {
  let out = ''
  let error = ''
  const say = {
    out: async (text: string) => {
      out += text
    },
    error: (line: string) => {
      error += line
    },
  }
  const code = await why(host, { seconds: 1, json: false, min: 'warning', since: null, ...change }, {}, say)
  host.close()
  return { code, out, error }
}

describe('why', () => {
  test.each(['idle-4node', 'load-d', 'swap-4node', 'tcp-states', 'dirty-slow'])(
    'of the capture %s: JSON as the schema says, all of it provisional',
    async (folder) => {
      const { out, code } = await run(fixtureHost(folder), { json: true })
      const record: WhyJson = JSON.parse(out)
      expect(violations(schema as Schema, record)).toEqual([])
      expect(record.findings.every(({ provisional }) => provisional)).toBe(true)
      expect(code).toBe(record.findings.some(({ severity }) => severity !== 'info') ? 1 : 0)
      expect(record.ruled_out.length).toBeGreaterThan(1)
    },
  )

  test('of this machine, in text', async () => {
    const { out, code } = await run(localHost(), { seconds: 3 })
    expect(out).toMatch(/watched for [23] s\nWHY/)
    expect([0, 1]).toContain(code)
  })

  test('of a machine that answers slowly it takes as long as its looks need', async () => {
    const host = localHost()
    const { collect } = host
    let looks = 0
    host.collect = async (...args) => {
      looks++
      await new Promise((done) => setTimeout(done, 700))
      return collect.apply(host, args)
    }
    const { code, error } = await run(host, { seconds: 0.5 })
    expect(error).toBe('')
    expect(looks).toBe(6)
    expect([0, 1]).toContain(code)
  })

  test('exits with 1 from the severity on that was asked for', async () => {
    const { code, out } = await run(fixtureHost('idle-4node'), { min: 'info', json: true })
    const { findings }: WhyJson = JSON.parse(out)
    expect(code).toBe(findings.length > 0 ? 1 : 0)
  })

  test('compares with a saved answer', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'whytop-')), 'was.json')
    const { out } = await run(fixtureHost('load-d'), { json: true })
    const record: WhyJson = JSON.parse(out)
    const gone = { id: 'GONE', severity: 'warning', evidence: [] }
    writeFileSync(file, JSON.stringify({ ...record, findings: [...record.findings, gone] }))
    expect((await run(fixtureHost('load-d'), { since: file })).out).toContain('gone: GONE')
    const again: { changes: unknown } = JSON.parse((await run(fixtureHost('load-d'), { since: file, json: true })).out)
    expect(violations(schema as Schema, again)).toEqual([])
    expect(again.changes).toMatchObject({ gone: ['GONE'], came: [] })
  })

  test('a file that cannot be compared with is a mistake of one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whytop-'))
    writeFileSync(join(folder, 'bad'), 'x')
    const bad = await run(fixtureHost('load-d'), { since: join(folder, 'bad') })
    expect(bad).toMatchObject({ code: 2, out: '' })
    // It may be a file of somebody else: what to type writes over another one.
    expect(bad.error).toMatch(/\/bad is not JSON; save one with whytop why --json > before\.json$/)
    expect((await run(fixtureHost('load-d'), { since: join(folder, 'none') })).error).toContain(
      'cannot be read: ENOENT',
    )
  })
})
