'use strict'
const { openSync, readSync } = require('node:fs')
const { posix } = require('node:path')
const { Script } = require('node:vm')

// `require` for the bundle: also modules that are loaded late, from the archive beside it. What the bundle has itself
// (`exports.early`) is shared with them. The archive is a line of JSON that says where each module is, and the modules.
exports.late = function late(require, bundle, archive) {
  const loaded = new Map()
  let index
  function load(id) {
    const early = bundle.exports.early[id]
    if (early) return early
    const known = loaded.get(id)
    if (known) return known.exports
    index ??= open(archive, bundle.exports.build)
    const module = { exports: {} }
    // Before it is run: modules may need each other.
    loaded.set(id, module)
    const wrapped = `(function (exports, require, module) {${index.code(id)}\n})`
    const own = (name) =>
      name.startsWith('.') ? load(posix.join(posix.dirname(id), name)) : index.has(name) ? load(name) : require(name)
    new Script(wrapped, { filename: id }).runInThisContext()(module.exports, own, module)
    return module.exports
  }
  return (id) => (id.startsWith('late:') ? load(id.slice(5)) : require(id))
}

function open(archive, build) {
  const fd = openSync(archive)
  // The length of the line stands in front of it.
  const length = Number(text(fd, 0, 8))
  const index = JSON.parse(text(fd, 8, length))
  if (index.build !== build) throw new Error('whytop was built anew since it was started: start it again')
  return {
    has: (id) => id in index.modules,
    code(id) {
      const [start, size] = index.modules[id]
      return text(fd, 8 + length + start, size)
    },
  }
}

function text(fd, start, length) {
  const bytes = Buffer.allocUnsafe(length)
  let got = 0
  while (got < length) {
    const more = readSync(fd, bytes, got, length - got, start + got)
    if (more === 0) throw new Error('the program is not whole: build or install it again')
    got += more
  }
  return bytes.toString()
}
