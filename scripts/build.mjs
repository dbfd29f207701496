// Builds the program: node scripts/build.mjs [--if-needed] [--entry src/main.ts] [--out dist/whytop]
// OUT.cjs is one function around the minified bundle, as vm.Script wants it; OUT.cache is V8's code cache of it; OUT.late has
// the modules that are loaded late (bundle.mjs, bin/late.js); OUT.licenses what others ask to have with their work.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Script } from 'node:vm'
import { bundled, isOfThisNode } from './bundle.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const LAUNCHER = join(ROOT, 'bin/whytop.js')
/** How long the program runs before its code cache is taken: long enough for a few refreshes. */
const WARM_UP = 1500

const { values } = parseArgs({
  options: {
    'if-needed': { type: 'boolean', default: false },
    entry: { type: 'string', default: join(ROOT, 'src/main.ts') },
    out: { type: 'string', default: join(ROOT, 'dist/whytop') },
    'warm-up': { type: 'boolean', default: false },
  },
})
const bundle = `${values.out}.cjs`
const cache = `${values.out}.cache`
const late = `${values.out}.late`

function isFresh() {
  // Without a cache a build was stopped halfway; and another Node refuses the one there is.
  if (![bundle, cache, late].every(existsSync) || !isOfThisNode(readFileSync(late, 'latin1'))) return false
  const built = statSync(bundle).mtimeMs
  const changed = (path) => statSync(path).mtimeMs > built
  // What is bundled of packages is by the lock file.
  const others = [
    'package.json',
    'package-lock.json',
    'bin/whytop.js',
    'scripts/build.mjs',
    'scripts/bundle.mjs',
    'scripts/licenses.mjs',
  ]
  if (others.some((name) => changed(join(ROOT, name)))) return false
  // With the folders: their time tells of a file that was removed.
  return !['', ...readdirSync(join(ROOT, 'src'), { recursive: true })].some((name) => changed(join(ROOT, 'src', name)))
}

async function build() {
  const esbuild = await import('esbuild')
  const began = new Date()
  mkdirSync(dirname(bundle), { recursive: true })
  rmSync(cache, { force: true })
  const made = await bundled(esbuild, ROOT, resolve(values.entry), [blessed])
  put(late, made.late)
  put(`${values.out}.licenses`, made.licenses)
  put(bundle, made.bundle)
  // What is changed while it is built is not in it.
  utimesSync(bundle, began, began)
  await writeCache()
}

/** Anew, not over the old one: a whytop that runs reads on in that, and another build may be at work. @param {string} path @param {string} text */
function put(path, text) {
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, text)
  renameSync(mine, path)
}

/**
 * blessed for a bundle: what it requires by a computed name is said one by one, but for the widgets that need a terminal emulator,
 * and its own terminfo files are carried along. Only what is imported gets in: `blessed/lib/program.js` brings no widget.
 */
const blessed = {
  name: 'blessed',
  setup(builder) {
    const require = createRequire(import.meta.url)
    const home = dirname(require.resolve('blessed/package.json'))
    builder.onLoad({ filter: /blessed[/\\]lib[/\\]widget\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const classes = [...source.matchAll(/^ {2}'(\w+)',?$/gm)].map((found) => found[1])
      const lines = classes
        .filter((name) => !['Terminal', 'Video', 'Image', 'OverlayImage'].includes(name))
        .map((name) => `widget.${name} = widget.${name.toLowerCase()} = require('./widgets/${name.toLowerCase()}')`)
      const contents = source.replace(/widget\.classes\.forEach\([\s\S]*?\n\}\);/, () => lines.join('\n'))
      return { contents, loader: 'js' }
    })
    builder.onLoad({ filter: /blessed[/\\]lib[/\\]tput\.js$/ }, ({ path }) => {
      const files = ['xterm', 'xterm-256color', 'linux'].map(
        (name) => `${JSON.stringify(name)}: ${JSON.stringify(readFileSync(join(home, 'usr', name), 'base64'))}`,
      )
      // The machine's own terminfo is in a format that blessed misreads.
      const contents = readFileSync(path, 'utf8').replace(
        /(Tput\.prototype\.readTerminfo = function\(term\) \{)/,
        `$1 const own = { ${files} }; const name = path.basename(term || this.terminal);
         return this.parseTerminfo(Buffer.from(own[name] || own.xterm, 'base64'), name);`,
      )
      return { contents, loader: 'js' }
    })
  },
}

/** V8 caches what has been compiled: the program is run for a moment, in a terminal of its own, with the flags of the launcher. */
async function writeCache() {
  const flags = /exec node (.*) "\$0"/.exec(readFileSync(LAUNCHER, 'utf8'))?.[1].split(' ') ?? []
  const argv = [...flags, fileURLToPath(import.meta.url), '--warm-up', '--out', values.out]
  let pty
  try {
    pty = await import('@lydell/node-pty')
  } catch (error) {
    // It is a library for one C library: on another the program warms up without a terminal.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'ERR_DLOPEN_FAILED') throw error
    spawnSync(process.execPath, argv, { stdio: 'ignore' })
    return
  }
  // No configuration of this user's is read or written.
  const env = { ...process.env, TERM: 'xterm-256color', XDG_CONFIG_HOME: join(dirname(bundle), 'no-config') }
  const terminal = pty.spawn(process.execPath, argv, { cols: 160, rows: 48, env })
  let said = ''
  terminal.onData((data) => {
    said = (said + data).slice(-4000)
  })
  const ended = new Promise((done) => terminal.onExit(done))
  // Keys, so that what decodes them is in the cache too, and the pane that is looked at most after the first.
  const timers = [
    setTimeout(() => terminal.write('\x1b[B'), WARM_UP / 4),
    setTimeout(() => terminal.write('2'), WARM_UP / 3),
    setTimeout(() => terminal.write('\x1b[A'), WARM_UP / 2),
    setTimeout(() => terminal.kill('SIGKILL'), WARM_UP * 10),
  ]
  await ended
  timers.forEach(clearTimeout)
  if (!existsSync(cache)) process.stderr.write(`no code cache was made, the program starts slower:\n${said}\n`)
}

function warmUp() {
  const script = new Script(readFileSync(bundle, 'utf8'), { filename: resolve(bundle) })
  const module = { exports: {} }
  process.argv = [process.execPath, LAUNCHER, ...(process.stdout.isTTY ? [] : ['--once'])]
  const take = () => writeFileSync(cache, script.createCachedData())
  process.on('exit', () => existsSync(cache) || take())
  setTimeout(() => {
    take()
    process.kill(process.pid, 'SIGTERM')
  }, WARM_UP)
  const loader = createRequire(import.meta.url)('../bin/late.js')
  const require = loader.late(createRequire(resolve(bundle)), module, resolve(late))
  script.runInThisContext()(module.exports, require, module, resolve(bundle), dirname(resolve(bundle)))
}

/** What to type instead, where the fault is not ours; null: it is. */
function remedyOf({ code, path = '' }) {
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return 'a package is missing: run `npm ci` first'
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `${path} may not be written: build it as who owns the folder`
  return null
}

if (values['warm-up']) warmUp()
else if (!values['if-needed'] || !isFresh()) {
  await build().catch((error) => {
    const remedy = remedyOf(error)
    if (remedy === null) throw error
    const old = values['if-needed'] && [bundle, late].every(existsSync)
    process.stderr.write(`whytop cannot be built${old ? ' anew, the last one is started' : ''}: ${remedy}\n`)
    if (!old) process.exitCode = 2
  })
}
