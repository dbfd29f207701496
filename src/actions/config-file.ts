import * as fs from 'node:fs'
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Config, changedConfig, configText, type ParsedConfig, parseConfig } from '../config.ts'
import { errnoOf } from '../host/procfs.ts'

// Not node:fs/promises, which takes longer to load (4 ms) than the file to be read.
const open = promisify(fs.open)
const close = promisify(fs.close)
const fstat = promisify(fs.fstat)
const fsync = promisify(fs.fsync)
const readFile = promisify(fs.readFile)
const writeFile = promisify(fs.writeFile)
const lstat = promisify(fs.lstat)
const stat = promisify(fs.stat)
const mkdir = promisify(fs.mkdir)
const rename = promisify(fs.rename)
const unlink = promisify(fs.unlink)

/**
 * The config file, if it is the user's own: nobody else may choose what a monitor started as root does. Complaints name the path
 * and the cause, never what stands in the file.
 */
export async function loadConfig(path: string, uid: number): Promise<ParsedConfig> {
  let file: number
  try {
    // A FIFO in its place must not hold up the start.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return parseConfig('')
    return refused(path, code === 'ELOOP' ? 'it is a symbolic link; put the file itself there' : code)
  }
  try {
    const { uid: owner, mode, size } = await fstat(file)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) return refused(path, 'it is not a regular file')
    if (owner !== uid) return refused(path, `it belongs to uid ${owner}, not to you; type chown ${uid} on it`)
    if (mode & OTHERS_WRITE) return refused(path, 'others may write to it; type chmod 600 on it')
    if (size > LARGEST) return refused(path, `it is larger than ${LARGEST} bytes`)
    return parseConfig(await readFile(file, 'utf8'))
  } catch (error) {
    return refused(path, errnoOf(error))
  } finally {
    await close(file)
  }
}

/**
 * Lays a change over what the file says now (another whytop may have written it) and replaces it whole or not at all.
 * Null when that went well, else one line that says why nothing was saved.
 */
export async function saveConfig(path: string, change: Config, uid: number): Promise<string | null> {
  const now = await loadConfig(path, uid)
  if (!now.whole) return `not saved; ${now.complaints[0]}`
  const folder = dirname(path)
  try {
    const theirs = uid === 0 ? await folderOfOthers(folder) : null
    if (theirs !== null) return `not saved; ${theirs}, and you are root; type sudo -H whytop`
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { uid: owner, mode } = await lstat(folder)
    if ((mode & constants.S_IFMT) !== constants.S_IFDIR || owner !== uid || mode & OTHERS_WRITE)
      return `not saved; ${folder} must be a folder of your own that others cannot write to; type chmod 700 on it`
    await replace(path, configText(changedConfig(now.config, change), now.kept))
    return null
  } catch (error) {
    return `not saved; ${path}: ${errnoOf(error)}`
  }
}

/** The home folder of who called sudo -E: what root makes there its owner could not read, a new .config and all that comes into it. */
async function folderOfOthers(folder: string): Promise<string | null> {
  try {
    const { uid } = await stat(folder)
    return uid === 0 ? null : `${folder} belongs to uid ${uid}`
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return folderOfOthers(dirname(folder))
  }
}

const OTHERS_WRITE = constants.S_IWGRP | constants.S_IWOTH
/** Bytes: far more than all columns of all tables. */
const LARGEST = 65_536

async function replace(path: string, text: string): Promise<void> {
  const next = `${path}.${process.pid}.${process.hrtime.bigint()}`
  const file = await open(next, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  try {
    await writeFile(file, text)
    await fsync(file)
    await rename(next, path)
  } catch (error) {
    await unlink(next)
    throw error
  } finally {
    await close(file)
  }
}

function refused(path: string, why: string): ParsedConfig {
  return { config: {}, kept: {}, complaints: [`config: ${path} is not read: ${why}`], whole: false }
}
