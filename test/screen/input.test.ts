import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDecoder } from '../../src/screen/decoder.ts'
import { createKeyboard, type Decode } from '../../src/screen/input.ts'
import type { Input } from '../../src/ui/frame.ts'

const load = async () => createDecoder()

/** A keyboard whose decoder is loaded already, and what came of it. */
async function keyboard(loading: () => Promise<Decode> = load) {
  const found: Input[] = []
  const made = createKeyboard(loading, (input) => found.push(input))
  made.feed(Buffer.from('\t'))
  await vi.waitFor(() => expect(found).toHaveLength(1))
  found.length = 0
  return { ...made, found, type: (bytes: string) => made.feed(Buffer.from(bytes)) }
}

const key = (name: string): Input => ({ kind: 'key', key: name })

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] }))
afterEach(() => void vi.useRealTimers())

test.each([
  ['a', 'a'],
  ['A', 'A'],
  ['/', '/'],
  [' ', 'space'],
  ['한', '한'],
  ['𠀀', '𠀀'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\x1b[Z', 'S-tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x03', 'C-c'],
  ['\x1a', 'C-z'],
  ['\x1c', 'C-\\'],
  ['\x1b[A', 'up'],
  ['\x1bOB', 'down'],
  ['\x1b[1;5C', 'C-right'],
  ['\x1b[1;2D', 'S-left'],
  ['\x1b[5~', 'pageup'],
  ['\x1b[6~', 'pagedown'],
  ['\x1b[H', 'home'],
  ['\x1b[4~', 'end'],
  ['\x1b[2~', 'insert'],
  ['\x1b[3~', 'delete'],
  ['\x1bOP', 'f1'],
  ['\x1b[[A', 'f1'],
  ['\x1b[20~', 'f9'],
  ['\x1b[24~', 'f12'],
  ['\x1bx', 'M-x'],
])('%j is the key %s, once', async (bytes, name) => {
  const { type, found } = await keyboard()
  type(bytes)
  expect(found).toEqual([key(name)])
})

test.each([
  ['what it is', '\x1b[?1;2c'],
  ['where its cursor is', '\x1b[24;1R'],
  ['how large it is', '\x1b[8;40;120t'],
  ['what it can do', '\x1b[?2026;2$y'],
  ['its ground', '\x1b]11;rgb:0000/0000/0000\x07'],
  ['its ground', '\x1b]11;rgb:0000/0000/0000\x1b\\'],
  ['the form of its cursor', '\x1bP1$r0 q\x1b\\'],
  ['nothing', '\x1bP\x1b\\'],
  ['Ctrl-Q as newer terminals tell it', '\x1b[113;5u'],
  ['Ctrl-Tab as xterm tells it', '\x1b[27;5;9~'],
  ['that a key was let go', '\x1b[1;1:3A'],
])('a sequence that is no key of ours (%s: %j) types nothing, and the next key is one', async (_what, bytes) => {
  const { type, found } = await keyboard()
  type(bytes)
  type('\x1b[A')
  expect(found).toEqual([key('up')])
})

test('Escape comes after its 50 ms, once', async () => {
  const { type, found } = await keyboard()
  type('\x1b')
  vi.advanceTimersByTime(45)
  expect(found).toEqual([])
  vi.advanceTimersByTime(10)
  expect(found).toEqual([key('escape')])
})

test('a character split over two reads is one key', async () => {
  const { feed, found } = await keyboard()
  const bytes = Buffer.from('한')
  feed(bytes.subarray(0, 1))
  feed(bytes.subarray(1))
  expect(found).toEqual([key('한')])
})

test('more than three characters in one read are a paste; three, or a held key, are not', async () => {
  const { type, found } = await keyboard()
  type('abc')
  vi.advanceTimersByTime(100)
  type('jjjjjj')
  expect(found).toEqual([...'abcjjjjjj'].map(key))
  found.length = 0
  vi.advanceTimersByTime(100)
  type('x9\ryq\r')
  expect(found).toEqual([{ kind: 'paste', text: 'x9\ryq\r' }])
})

test('the tail of such a paste is no key either, but typing goes on after it', async () => {
  const { type, found } = await keyboard()
  type('long text')
  vi.advanceTimersByTime(5)
  type('x\r')
  vi.advanceTimersByTime(100)
  type('x')
  expect(found).toEqual([{ kind: 'paste', text: 'long text' }, { kind: 'paste', text: 'x\r' }, key('x')])
})

test('arrows and wheel steps in one read stay what they are', async () => {
  const { type, found } = await keyboard()
  type('\x1b[A\x1b[A\x1b[B\x1b[B\x1b[A')
  type('\x1b[<64;2;3M\x1b[<64;2;3M')
  expect(found.slice(0, 5)).toEqual(['up', 'up', 'down', 'down', 'up'].map(key))
  expect(found.slice(5)).toEqual(Array(2).fill({ kind: 'mouse', action: 'wheel-up', x: 1, y: 2 }))
})

test('only the press of the first button is told', async () => {
  const { type, found } = await keyboard()
  type('\x1b[<0;4;5M\x1b[<0;4;5m\x1b[<2;4;5M\x1b[<35;4;5M')
  expect(found).toEqual([{ kind: 'mouse', action: 'press', x: 3, y: 4 }])
})

test('the wheel pushed aside, buttons beyond the third and motion are nothing; Shift and Ctrl change nothing', async () => {
  const { type, found } = await keyboard()
  for (const button of [66, 67, 128, 129, 32, 35, 82]) type(`\x1b[<${button};3;4M`)
  expect(found).toEqual([])
  type('\x1b[<20;300;240M\x1b[<69;3;4M')
  expect(found).toEqual([
    { kind: 'mouse', action: 'press', x: 299, y: 239 },
    { kind: 'mouse', action: 'wheel-down', x: 2, y: 3 },
  ])
})

test('what is typed while the decoder loads comes after it in order, and the decoder is loaded once', async () => {
  const found: Input[] = []
  let loaded = 0
  let ready: (decode: Decode) => void = () => {}
  const loading = () => {
    loaded++
    return new Promise<Decode>((done) => (ready = done))
  }
  const { feed } = createKeyboard(loading, (input) => found.push(input))
  feed(Buffer.from('a'))
  expect(loaded).toBe(0)
  feed(Buffer.from('\x1b[A'))
  feed(Buffer.from('b'))
  feed(Buffer.from('\r'))
  expect(found).toEqual([key('a')])
  ready(createDecoder())
  await vi.waitFor(() => expect(found).toHaveLength(4))
  expect(found).toEqual([key('a'), key('up'), key('b'), key('enter')])
  expect(loaded).toBe(1)
})

test('after close nothing is told', async () => {
  const { type, close, found } = await keyboard()
  type('\x1b')
  close()
  vi.advanceTimersByTime(1000)
  expect(found).toEqual([])
})

test('blessed listens to no signal and to nothing of ours', async () => {
  const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTSTP', 'uncaughtException'] as const
  const before = signals.map((signal) => process.listenerCount(signal as NodeJS.Signals))
  const streams = [process.stdin.listenerCount('data'), process.stdout.listenerCount('resize')]
  createDecoder()
  expect(signals.map((signal) => process.listenerCount(signal as NodeJS.Signals))).toEqual(before)
  expect([process.stdin.listenerCount('data'), process.stdout.listenerCount('resize')]).toEqual(streams)
})
