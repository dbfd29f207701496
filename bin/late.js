'use strict'
const { readFileSync } = require('node:fs')
const { posix } = require('node:path')
const { Script } = require('node:vm')

// `require` for the bundle: also modules that are loaded late, from the archive beside it. What the bundle has itself
// (`exports.early`) is shared with them.
exports.late = function late(require, bundle, archive) {
  const loaded = new Map()
  let sources
  function load(id) {
    const early = bundle.exports.early[id]
    if (early) return early
    const known = loaded.get(id)
    if (known) return known.exports
    sources ??= JSON.parse(readFileSync(archive, 'utf8'))
    if (sources.build !== bundle.exports.build)
      throw new Error('whytop was built anew since it was started: start it again')
    const module = { exports: {} }
    // Before it is run: modules may need each other.
    loaded.set(id, module)
    const wrapped = `(function (exports, require, module) {${sources[id]}\n})`
    const own = (name) =>
      name.startsWith('.') ? load(posix.join(posix.dirname(id), name)) : name in sources ? load(name) : require(name)
    new Script(wrapped, { filename: id }).runInThisContext()(module.exports, own, module)
    return module.exports
  }
  return (id) => (id.startsWith('late:') ? load(id.slice(5)) : require(id))
}
