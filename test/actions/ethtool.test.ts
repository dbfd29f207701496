import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ethtool } from '../../src/actions/ethtool.ts'
import { needs } from '../needs.ts'

needs({ commands: ['ethtool'] })('asks each thing by itself: what lo has not does not hide what it has', async () => {
  const lines = await ethtool('lo')
  expect(lines).toContain('Link')
  expect(lines).toContain('Offloads')
  expect(lines.join('\n')).toMatch(/Link detected: yes/)
  expect(lines.join('\n')).toMatch(/tx-checksumming: on/)
  expect(lines.join('\n')).not.toContain('\t')
})

needs({ commands: ['ethtool'] })('an interface that is not there is told, and nothing is thrown', async () => {
  const said = (await ethtool('none0')).join('\n')
  expect(said).toMatch(/No such device|not supported/i)
})

test('a name that looks like an option is not passed on', async () => {
  expect(await ethtool('-S')).toEqual(['ethtool cannot be asked about -S: it would take the name for an option'])
})

describe('whytop goes on where ethtool cannot be started', () => {
  let folder = ''
  let bundle = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'whytop-ethtool-'))
    bundle = join(folder, 'ask.mjs')
    const entry = fileURLToPath(new URL('../../src/actions/ethtool.ts', import.meta.url))
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire('/')" }
    const stdin = {
      contents: program(entry),
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      loader: 'ts' as const,
    }
    await build({ stdin, outfile: bundle, bundle: true, platform: 'node', format: 'esm', banner })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const ask = (how: string) => {
    const script = 'ulimit -n 200 && exec "$0" --no-deprecation "$1" "$2"'
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, bundle, how], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    return { status, stderr, lines: JSON.parse(stdout || '[]') as string[] }
  }

  test('as no descriptor is left for its pipes', () => {
    expect(ask('full')).toEqual({
      status: 0,
      stderr: '',
      lines: ['ethtool cannot be started: whytop has no file descriptor left (EMFILE)'],
    })
  })

  test.each([
    ['-11', 'ethtool cannot be started: no process can be started: a limit of processes is reached (EAGAIN)'],
    ['-13', 'ethtool cannot be started: EACCES'],
    ['-2', 'ethtool is not installed: it comes in a package of that name'],
  ])('as the kernel refuses it: %s', (errno, line) => {
    expect(ask(errno)).toEqual({ status: 0, stderr: '', lines: [line] })
  })

  test('as the last descriptors go in that very moment: Node says so of a child that nobody has', () => {
    const { status, stderr, lines } = ask('-24')
    expect([status, lines]).toEqual([0, ['ethtool cannot be started: its pipes could not be opened']])
    expect(stderr).toBe('apart: whytop has no file descriptor left (EMFILE)\n')
  })
})

/** Asks with all descriptors taken, or with a kernel that answers every start of a program with this errno. */
function program(entry: string): string {
  return `
    import { openSync } from 'node:fs'
    import { ethtool } from ${JSON.stringify(entry)}
    import { spawnShortageOf } from ${JSON.stringify(join(entry, '../../shortage.ts'))}
    process.on('uncaughtException', (error) => process.stderr.write('apart: ' + spawnShortageOf(error) + '\\n'))
    const how = process.argv[2]
    if (how === 'full') {
      try {
        for (;;) openSync('/dev/null')
      } catch (error) {
        if (error.code !== 'EMFILE') throw error
      }
    } else {
      const { Process } = process.binding('process_wrap')
      Process.prototype.spawn = () => Number(how)
    }
    process.stdout.write(JSON.stringify(await ethtool('lo')))
  `
}
