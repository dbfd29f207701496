import { expect, test } from 'vitest'
import { parsePidLinks } from '../../../src/parse/pid/links.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  const links = parsePidLinks(fixture('idle-4node/t0/proc/1/fd.links'))
  expect(links[0]).toEqual({ name: '0', target: '/dev/console (deleted)', kind: 'deleted' })
  expect(links.map((link) => link.name).sort()).toEqual(['0', '1', '10', '2'])
})

test.each([
  ['socket:[17630]', { kind: 'socket', inode: 17630 }],
  ['pipe:[13781]', { kind: 'pipe', inode: 13781 }],
  ['anon_inode:[eventpoll]', { kind: 'anon_inode', of: 'eventpoll' }],
  ['anon_inode:inotify', { kind: 'anon_inode', of: 'inotify' }],
  ['net:[4026531833]', { kind: 'namespace', of: 'net', inode: 4026531833 }],
  ['/memfd:x (deleted)', { kind: 'memfd' }],
  ['/var/log/x (deleted)', { kind: 'deleted' }],
  ['/dev/null', { kind: 'device' }],
  ['/dev/shm/x', { kind: 'file' }],
  ['/a -> b', { kind: 'file' }],
  ['/socket:[1]', { kind: 'file' }],
])('%s', (target, what) => {
  expect(parsePidLinks(bytes(`3 -> ${target}\n`))).toEqual([{ name: '3', target, ...what }])
})

test('a newline in a name, no last newline, no links', () => {
  expect(parsePidLinks(bytes('3 -> /a\nb\n4 -> /c')).map((link) => link.target)).toEqual(['/a\nb', '/c'])
  expect(parsePidLinks(bytes(''))).toEqual([])
})

test('refuses a first line that is no link', () => {
  expect(() => parsePidLinks(bytes('/a\n'))).toThrow(ParseError)
})
