// @vitest-environment node
import { readFileSync } from 'node:fs'
import { parse } from '@vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import { preferred } from '@/app/i18n'
import de from '@/app/locales/all.de'
import en from '@/app/locales/all.en'

type Node = { type: number; content?: unknown; children?: Node[]; props?: Prop[]; branches?: Node[] }
type Prop = { type: number; name: string; value?: { content: string } }

const SPOKEN = new Set([
  'aria-label',
  'alt',
  'title',
  'placeholder',
  'label',
  'text',
  'note',
  'hint',
  'aria-valuetext',
])
const LETTER = /\p{L}/u

/** Words that stand in a template itself, and so in one language only. */
function hardCoded(node: Node): string[] {
  const own =
    node.type === 2 && typeof node.content === 'string' && LETTER.test(node.content)
      ? [node.content.trim()]
      : []
  const said = (node.props ?? [])
    .filter((prop) => prop.type === 6 && SPOKEN.has(prop.name) && LETTER.test(prop.value?.content ?? ''))
    .map((prop) => `${prop.name}="${prop.value?.content}"`)
  return [...own, ...said, ...(node.children ?? []).flatMap(hardCoded)]
}

function leaves(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  )
}

const vues = Object.keys(import.meta.glob('../**/*.vue'))
const sources = Object.keys(
  import.meta.glob(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../**/*.d.ts']),
)
const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const english = new Map(leaves(en))
const german = new Map(leaves(de))

describe('words', () => {
  it('are the same in both languages', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('leave the same gaps in both languages', () => {
    const gaps = (words: string | undefined) => (words?.match(/\{\w+\}/g) ?? []).sort()
    for (const [key, words] of english) expect([key, gaps(german.get(key))]).toEqual([key, gaps(words)])
  })

  it.each(vues)('%s holds none itself', (path) => {
    const { descriptor } = parse(text(path))
    expect(descriptor.template?.ast ? hardCoded(descriptor.template.ast as unknown as Node) : []).toEqual([])
  })

  it('are there wherever they are asked for by name', () => {
    const missing = sources.flatMap((path) =>
      [...text(path).matchAll(/\bt\('([\w.]+)'/g)]
        .map((found) => found[1] ?? '')
        .filter((key) => !english.has(key)),
    )
    expect(missing).toEqual([])
  })
})

describe('sources', () => {
  it.each(vues)('%s is short', (path) => {
    expect(text(path).split('\n').length).toBeLessThanOrEqual(201)
  })

  it.each(vues)('%s names no colour of its own', (path) => {
    expect(text(path).match(/#[0-9a-f]{3,8}\b|\brgba?\(/gi) ?? []).toEqual([])
  })
})

it.each([
  ['de', ['en-US'], 'de'],
  [null, ['fr', 'de-AT', 'en'], 'de'],
  [null, ['fr'], 'en'],
  ['xx', ['de'], 'de'],
] as const)('kept %s, wished %j: %s', (kept, wished, language) => {
  expect(preferred(kept, wished)).toBe(language)
})
