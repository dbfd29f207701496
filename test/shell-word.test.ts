import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from '../src/shell-word.ts'

test('plain names and paths stay as they are', () => {
  for (const plain of ['/data', '/srv/www-1.2', 'eth0@if3', '/sys/fs/cgroup/user@1000.service', 'sda'])
    expect(shellWord(plain)).toBe(plain)
})

test('a shell takes all others for one word, and does nothing else with them', () => {
  const odd = [
    '',
    '/media/my disk',
    'system-systemd\\x2dfsck.slice',
    'cciss!c0d0',
    "it's",
    '$(exit 7)',
    'a;b',
    '`c`',
    '*',
  ]
  const printed = spawnSync('sh', ['-c', `printf '%s\\n' ${odd.map(shellWord).join(' ')}`], { encoding: 'utf8' })
  expect(printed.stdout.split('\n').slice(0, -1)).toEqual(odd)
})
