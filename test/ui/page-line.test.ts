import { describe, expect, test } from 'vitest'
import { ascii, text } from '../../src/text.ts'
import { pageLine } from '../../src/ui/page-line.ts'
import { lineText, lineWidth } from './drawing.ts'

const TITLES = [
  'Overview',
  'Sockets',
  'Listeners',
  'Ports',
  'Peers',
  'Sent again',
  'Keepalive',
  'UDP',
  'Routes',
  'Settings',
]
const PAGES = TITLES.map((title) => ({ id: title.toLowerCase(), title }))

function strip(at: number, columns: number, pages = PAGES): string {
  const line = pageLine(pages, pages[at]?.id ?? null, columns)
  expect(lineWidth(line), lineText(line)).toBeLessThanOrEqual(columns)
  return lineText(line).trimEnd()
}

describe('pages that are not in sight are counted at the side where they are', () => {
  test('60 columns', () => {
    expect(strip(0, 60)).toBe(' [Overview]  Sockets   Listeners   Ports   Peers  5›')
    expect(strip(5, 60)).toBe(' ‹2  Listeners   Ports   Peers  [Sent again]  Keepalive  3›')
    expect(strip(9, 60)).toBe(' ‹5  Sent again   Keepalive   UDP   Routes  [Settings]')
  })

  test('80 columns', () => {
    expect(strip(0, 80)).toBe(' [Overview]  Sockets   Listeners   Ports   Peers   Sent again   Keepalive  3›')
    expect(strip(6, 80)).toBe(' ‹1  Sockets   Listeners   Ports   Peers   Sent again  [Keepalive]  UDP  2›')
    expect(strip(9, 80)).toBe(' ‹3  Ports   Peers   Sent again   Keepalive   UDP   Routes  [Settings]')
  })

  test('160 columns: all of them, and no mark', () => {
    for (const at of [0, 5, 9])
      expect(strip(at, 160)).toBe(` ${TITLES.map((t, i) => (i === at ? `[${t}] ` : ` ${t}  `)).join('')}`.trimEnd())
  })
})

test('whatever the width, the page one is on is whole, and shown and counted are all there are', () => {
  for (let columns = 30; columns <= 120; columns++)
    for (const [at, title] of TITLES.entries()) {
      const words = strip(at, columns)
      expect(words, `${columns}`).toContain(`[${title}]`)
      const hidden = [...words.matchAll(/‹(\d+)|(\d+)›/g)].reduce(
        (sum, [, left, right]) => sum + Number(left ?? right),
        0,
      )
      const shown = words
        .replace(/‹\d+|\d+›/g, '')
        .split(/ {2,}|[[\]]/)
        .filter((word) => word.trim() !== '')
      expect(shown.length + hidden, words).toBe(TITLES.length)
      for (const word of shown) expect(TITLES).toContain(word.trim())
    }
})

test('what fits to the cell needs no mark', () => {
  const two = PAGES.slice(0, 2)
  const whole = ' [Overview]  Sockets'
  expect(strip(0, whole.length, two)).toBe(whole)
  expect(strip(0, whole.length - 1, two)).toBe(' [Overview] 1›')
})

test('a page that is not named is the first; one of no pages is nothing', () => {
  expect(lineText(pageLine(PAGES, null, 60))).toContain('[Overview]')
  expect(lineText(pageLine([], null, 60)).trim()).toBe('')
})

test('where only ASCII is drawn the marks are angle brackets', () => {
  const words = pageLine(PAGES, 'sent again', 60)
    .spans.map((span) => ascii(span.text))
    .join('')
  expect(words).toMatch(/^ <2 {2}Listeners .* 3>$/)
  expect(words).not.toContain('?')
  expect(pageLine(PAGES, 'udp', 60).spans.at(1)).toMatchObject({ text: text`‹4 `, style: 'dim' })
})
