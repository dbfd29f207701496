import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig, saveConfig } from '../../src/actions/config-file.ts'

const uid = process.geteuid?.() ?? 0
let home: string
let folder: string
let path: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'whytop-config-'))
  folder = join(home, 'whytop')
  path = join(folder, 'config.json')
})
afterEach(() => rm(home, { recursive: true }))

async function put(text: string, mode = 0o600): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path, text)
  await chmod(path, mode)
}

async function modeOf(of: string): Promise<string> {
  return ((await stat(of)).mode & 0o777).toString(8)
}

describe('load', () => {
  test('no file is an empty config', async () => {
    expect(await loadConfig(path, uid)).toEqual({ config: {}, kept: {}, complaints: [], whole: true })
  })

  test('takes what is there, also when others may read it', async () => {
    await put('{"interval": 5}', 0o644)
    expect(await loadConfig(path, uid)).toMatchObject({ config: { interval: 5 }, complaints: [] })
  })

  test.each([
    [0o620, 'others may write to it'],
    [0o602, 'others may write to it'],
  ])('mode %o is refused', async (mode, why) => {
    await put('{"interval": 5}', mode)
    const loaded = await loadConfig(path, uid)
    expect(loaded).toMatchObject({ config: {}, whole: false })
    expect(loaded.complaints[0]).toContain(why)
  })

  test('a file of somebody else is refused', async () => {
    await put('{"interval": 5}')
    const loaded = await loadConfig(path, uid + 1)
    expect(loaded).toMatchObject({ config: {}, whole: false })
    expect(loaded.complaints).toEqual([
      `config: ${path} is not read: it belongs to uid ${uid}, not to you; type chown ${uid + 1} on it`,
    ])
  })

  test('a symbolic link is not followed', async () => {
    await mkdir(folder)
    await writeFile(join(home, 'elsewhere'), '{"interval": 5}', { mode: 0o600 })
    await symlink(join(home, 'elsewhere'), path)
    expect((await loadConfig(path, uid)).complaints[0]).toContain('symbolic link')
  })

  test('a folder or a FIFO in its place is refused at once', async () => {
    await mkdir(path, { recursive: true })
    expect((await loadConfig(path, uid)).complaints[0]).toContain('not a regular file')
    await rm(path, { recursive: true })
    execFileSync('mkfifo', [path])
    expect((await loadConfig(path, uid)).complaints[0]).toContain('not a regular file')
  })

  test('a huge file is refused', async () => {
    await put(`{"x": "${'y'.repeat(70_000)}"}`)
    expect((await loadConfig(path, uid)).complaints[0]).toContain('larger than')
  })
})

describe('save', () => {
  test('root leaves nothing in the home of somebody else (sudo -E): they could not read it, nor what is put beside it', async () => {
    const theirs = uid || 65_534
    if (uid === 0) await chown(home, theirs, -1)
    const told = await saveConfig(join(home, '.config', 'whytop', 'config.json'), { interval: 5 }, 0)
    expect(told).toBe(`not saved; ${home} belongs to uid ${theirs}, and you are root; type sudo -H whytop`)
    expect(await readdir(home)).toEqual([])
  })

  test('makes folder and file for their owner alone', async () => {
    expect(await saveConfig(path, { interval: 5 }, uid)).toBeNull()
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ interval: 5 })
    expect([await modeOf(folder), await modeOf(path)]).toEqual(['700', '600'])
    expect(await readdir(folder)).toEqual(['config.json'])
  })

  test('keeps what others wrote into it meanwhile, and closes it to them', async () => {
    await put('{"later": 1, "mouse": false}', 0o644)
    expect(await saveConfig(path, { interval: 5 }, uid)).toBeNull()
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ later: 1, mouse: false, interval: 5 })
    expect(await modeOf(path)).toBe('600')
  })

  test('never writes over a broken file, nor tells what is in it', async () => {
    await put('{"password": hunter2')
    expect(await saveConfig(path, { interval: 5 }, uid)).toBe(
      'not saved; the config file is not JSON; correct it or remove it',
    )
    expect(await readFile(path, 'utf8')).toBe('{"password": hunter2')
  })

  test('not into a folder that others can write to, nor through a link', async () => {
    await mkdir(folder)
    await chmod(folder, 0o777)
    expect(await saveConfig(path, { interval: 5 }, uid)).toContain('folder of your own')
    expect(await readdir(folder)).toEqual([])
    await rm(folder, { recursive: true })
    await mkdir(join(home, 'elsewhere'), { mode: 0o700 })
    await symlink(join(home, 'elsewhere'), folder)
    expect(await saveConfig(path, { interval: 5 }, uid)).toContain('folder of your own')
  })

  test('says why it could not, and leaves nothing behind', async () => {
    await writeFile(folder, 'a file where the folder should be')
    expect(await saveConfig(path, { interval: 5 }, uid)).toMatch(/^not saved; .*: (EEXIST|ENOTDIR)$/)
    expect(await readdir(home)).toEqual(['whytop'])
  })
})
