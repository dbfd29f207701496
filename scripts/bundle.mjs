// What the start needs goes into one bundle; what is loaded late into an archive of modules beside it: each costs the start
// 100 bytes of code cache a function, and there are thousands of them.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { licenses } from './licenses.mjs'

const TARGET = 'node20.17'
/** Needed as soon as the first frame is on the screen: it stays in the bundle, and in its code cache. */
const KEPT = /\/decoder\.ts$/
const SETTINGS = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: TARGET,
  external: ['koffi'],
  // A script that is run by vm has no import(): what is loaded late is required late.
  supported: { 'dynamic-import': false },
  logOverride: { 'empty-import-meta': 'silent' },
  legalComments: 'none',
}

/**
 * @param {typeof import('esbuild')} esbuild
 * @param {string} root the project
 * @param {string} entry
 * @param {readonly import('esbuild').Plugin[]} plugins
 * @returns {Promise<{bundle: string, late: string, licenses: string}>} one function as vm.Script wants it, an archive of modules, and
 *   the licences of what is in them
 */
export async function bundled(esbuild, root, entry, plugins) {
  /** @type {Set<string>} */
  const lateRoots = new Set()
  const base = {
    ...SETTINGS,
    absWorkingDir: root,
    write: false,
    plugins: [stopAtLate(root, lateRoots, KEPT), ...plugins],
  }
  const atStart = { ...base, entryPoints: [entry], plugins: [stopAtLate(root, new Set()), ...plugins] }
  const { metafile } = await esbuild.build({ ...atStart, metafile: true })
  const early = Object.keys(metafile.inputs).filter((path) => /\.([cm]?[jt]s|json)$/.test(path) && !path.includes(':'))
  const own = early.filter((path) => path.startsWith('src/') && resolve(root, path) !== resolve(entry))
  const build = buildOf(root)
  const { outputFiles, metafile: of } = await esbuild.build({
    ...base,
    metafile: true,
    stdin: { contents: registry(own, relative(root, entry), build), resolveDir: root, loader: 'js' },
    minify: true,
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
  })
  const lately = await lateModules(esbuild, root, lateRoots, new Set(own), plugins)
  return {
    bundle: /** @type {import('esbuild').OutputFile} */ (outputFiles[0]).text,
    late: archive(build, lately.modules),
    licenses: licenses(root, [...Object.keys(of.inputs), ...lately.inputs]),
  }
}

/**
 * Leaves out what is loaded late.
 * @param {string} root
 * @param {Set<string>} found
 * @param {RegExp} [kept] what stays all the same
 * @returns {import('esbuild').Plugin}
 */
function stopAtLate(root, found, kept) {
  return {
    name: 'stop at late',
    setup(builder) {
      builder.onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import' || kept?.test(path)) return null
        const id = path.startsWith('.') ? relative(root, join(resolveDir, path)) : path
        found.add(id)
        return { path: `late:${id}`, external: true }
      })
    },
  }
}

/** So that late modules share what is there already. @param {readonly string[]} paths @param {string} entry @param {string} build */
function registry(paths, entry, build) {
  const imports = paths.map((path, i) => `import * as m${i} from './${path}'`)
  const entries = paths.map((path, i) => `${JSON.stringify(path)}: m${i}`)
  return [
    ...imports,
    `exports.build = '${build}'`,
    `exports.early = { ${entries.join(', ')} }`,
    `import './${entry}'`,
  ].join('\n')
}

/**
 * @param {typeof import('esbuild')} esbuild
 * @param {string} root
 * @param {Iterable<string>} roots
 * @param {ReadonlySet<string>} early
 * @param {readonly import('esbuild').Plugin[]} plugins
 */
async function lateModules(esbuild, root, roots, early, plugins) {
  /** @type {Record<string, string>} */
  const modules = {}
  /** @type {string[]} */
  const inputs = []
  const queue = [...roots]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id in modules || early.has(id)) continue
    if (!id.startsWith('src/')) {
      const { code, of } = await foreign(esbuild, root, id, plugins)
      modules[id] = code
      inputs.push(...of)
      continue
    }
    modules[id] = await own(esbuild, root, id)
    for (const [, name] of modules[id].matchAll(/\brequire\("([^"]+)"\)/g)) {
      if (!isBuiltin(name) && name !== 'koffi') queue.push(name.startsWith('.') ? join(dirname(id), name) : name)
    }
  }
  return { modules, inputs }
}

/** A module of ours. @param {typeof import('esbuild')} esbuild @param {string} root @param {string} id */
async function own(esbuild, root, id) {
  const source = readFileSync(join(root, id), 'utf8')
  const { code } = await esbuild.transform(source, {
    loader: 'ts',
    format: 'cjs',
    target: TARGET,
    minify: true,
    supported: SETTINGS.supported,
  })
  return code
}

/** A package, with all it needs. */
async function foreign(esbuild, root, id, plugins) {
  const path = createRequire(join(root, 'package.json')).resolve(id)
  const { outputFiles, metafile } = await esbuild.build({
    ...SETTINGS,
    absWorkingDir: root,
    entryPoints: [path],
    plugins: [...plugins],
    write: false,
    minify: true,
    metafile: true,
  })
  return { code: outputFiles[0].text, of: Object.keys(metafile.inputs) }
}

/** Names what is built: a program that runs must not load modules of another build, and of one source all builds are the same. */
function buildOf(root) {
  const names = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  const files = names.filter((name) => name.isFile()).map((name) => relative(root, join(name.parentPath, name.name)))
  const hash = createHash('sha256')
  for (const path of ['package-lock.json', ...files.sort()]) hash.update(path).update(readFileSync(join(root, path)))
  return `${process.version} ${hash.digest('hex').slice(0, 16)}`
}

/** Whether an archive was built by the Node that runs. @param {string} archive */
export function isOfThisNode(archive) {
  return archive.slice(8).startsWith(`{"build":"${process.version} `)
}

/** As bin/late.js reads it: places are in bytes. @param {string} build @param {Record<string, string>} modules */
function archive(build, modules) {
  /** @type {Record<string, [number, number]>} */
  const places = {}
  let at = 0
  for (const [id, code] of Object.entries(modules)) {
    const length = Buffer.byteLength(code)
    places[id] = [at, length]
    at += length
  }
  const index = JSON.stringify({ build, modules: places })
  return `${String(index.length).padStart(8)}${index}${Object.values(modules).join('')}`
}
