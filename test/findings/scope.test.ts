import { expect, test } from 'vitest'
import { shareScope } from '../../src/findings/scope.ts'

test.each([
  [{}, { devices: ['sda'] }, true],
  [{ devices: ['sda'] }, { devices: ['sda', 'sdb'] }, true],
  [{ devices: ['sda'] }, { devices: ['sdb'] }, false],
  [{ devices: ['sda'] }, { pids: [7] }, true],
  [{ devices: ['sda'], pids: [7] }, { devices: ['sdb'], pids: [7] }, true],
  [{ devices: [] }, { devices: ['sdb'] }, true],
  [{ cgroups: ['/a'] }, { cgroups: ['/a/b'] }, true],
  [{ cgroups: ['/a'] }, { cgroups: ['/ab'] }, false],
  [{ nodes: [0] }, { nodes: [1] }, false],
  [{ peers: ['10.0.0.3'] }, { peers: ['10.0.0.3'], pids: [7] }, true],
  [{ peers: ['10.0.0.3'], namespaces: ['own'] }, { peers: ['10.0.0.3'], namespaces: ['4026'] }, false],
  [{ peers: ['10.0.0.3'], namespaces: ['own'] }, { peers: ['10.0.0.4'], namespaces: ['own'] }, false],
  [{ namespaces: ['own'] }, { peers: ['10.0.0.4'], namespaces: ['own'] }, true],
])('%j and %j: %s', (a, b, shared) => {
  expect(shareScope(a, b)).toBe(shared)
  expect(shareScope(b, a)).toBe(shared)
})
