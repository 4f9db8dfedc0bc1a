import { describe, expect, it } from 'vitest'
import { addressOf, belongs, type Config, type File, gather, matches, sections } from './catalogue'

const READY = { state: 'ready' } as const

function file(kind: string, id: string, path: string, severities: string[] = []): File {
  const reports = severities.map((severity) => ({ severity, line: 1, column: 2 }))
  const valid = !severities.includes('error')
  return { id, kind, layer: 'built-in', path, valid, served: valid, reports } as unknown as File
}

function config(id: string, more: Partial<Config>): Config {
  const plain = { kind: 'output', name: id, description: '', category: '', media_type: null, tags: [] }
  return { id, ...plain, lifecycle: [], availability: READY, ...more } as unknown as Config
}

const FILES = [
  file('config', 'rain', 'configs/interception/rain.json'),
  file('config', 'harbour', 'configs/output/harbour.json', ['warning']),
  file('config', 'lost', 'configs/output/lost.json', ['error', 'error']),
  file('chunk', 'output_image', 'chunks/output_image.json'),
]
const CONFIGS = [
  config('harbour', { name: 'Hafen', media_type: 'image', tags: ['Wasser'] }),
  config('rain', { kind: 'interception', category: 'Looking' }),
]
const ENTRIES = gather({ files: FILES, configs: CONFIGS, states: [] })

function ids(fits: (entry: (typeof ENTRIES)[number]) => boolean) {
  return ENTRIES.filter(fits).map((entry) => entry.id)
}

describe('gather', () => {
  it('counts the faults of a file, and places one that does not load by its folder', () => {
    const lost = ENTRIES.find((entry) => entry.id === 'lost')
    expect([lost?.faults, lost?.sort, lost?.availability]).toEqual([2, 'output', null])
  })

  it('makes one entry of two files with the same id', () => {
    const twice = [FILES[0] as File, { ...(FILES[0] as File), layer: 'classroom' }]
    expect(gather({ files: twice, configs: [], states: [] }).map((entry) => entry.files.length)).toEqual([2])
  })
})

it.each([
  ['all', ['rain', 'harbour', 'lost', 'output_image']],
  ['interception', ['rain']],
  ['output', ['harbour', 'lost']],
  ['helpers', []],
  ['parts', ['output_image']],
  ['faulty', ['harbour', 'lost']],
] as const)('%s shows %j', (shown, expected) => {
  expect(ids((entry) => belongs(entry, shown))).toEqual(expected)
})

it.each([
  ['', ['rain', 'harbour', 'lost', 'output_image']],
  ['HAFEN wasser', ['harbour']],
  ['chunks/', ['output_image']],
  ['hafen rain', []],
] as const)('a search for %j finds %j', (find, expected) => {
  expect(ids((entry) => matches(entry, find))).toEqual(expected)
})

it('sorts entries into sections by what they are for, then by medium, in the order of the server', () => {
  const found = sections(ENTRIES, ['harbour', 'rain'])
  expect(found.map(({ sort, group, entries }) => [sort, group, entries.map((entry) => entry.id)])).toEqual([
    ['interception', 'Looking', ['rain']],
    ['output', 'image', ['harbour']],
    ['output', '', ['lost']],
    ['chunk', '', ['output_image']],
  ])
})

it('writes an id with strange letters into an address', () => {
  expect(addressOf({ kind: 'config', id: 'a/b ü' })).toBe('/models/config/a%2Fb%20%C3%BC')
})
