import { expect, it } from 'vitest'
import { explained } from './explained'
import { machinesOf } from './machines'
import { faultOf, seedOf } from './trying'
import { nameOf, readWorkflow } from './workflow'

it.each([
  ['', { fault: 'empty' }],
  ['[1]', { fault: 'noObject' }],
  ['{"nodes": [], "links": []}', { fault: 'pageFormat' }],
  ['{"3": {"class_type": "KSampler"}}', { workflow: { 3: { class_type: 'KSampler' } } }],
])('%j is read as %j', (text, expected) => {
  expect(readWorkflow(text)).toEqual(expected)
})

it.each([
  ['{\n  "a": oops\n}', 2, 8],
  ['{"a": 1,}', 1, 9],
  ['[1, 2', 1, 6],
  ['{"a" 1}', 1, 6],
  ['{"a": {"b": [1, {"c": tru}]}}', 1, 23],
  ['{"a": "x\ny"}', 1, 7],
  ['{} {}', 1, 3],
])('%j breaks in line %i, column %i', (text, line, column) => {
  expect(readWorkflow(text)).toEqual({ fault: 'noJson', line, column })
})

it.each([
  ['Hafen bei Nacht (2).json', 'hafen_bei_nacht_2'],
  ['Größe.json', 'groesse'],
  ['港.json', 'workflow'],
  ['__a--b.api.json', 'a_b_api'],
  [`${'x'.repeat(80)}.json`, 'x'.repeat(60)],
])('the file %s is called %s', (file, name) => {
  expect(nameOf(file)).toBe(name)
})

it.each([
  ['', null],
  [' 12 ', 12],
  ['1.5', undefined],
  ['-1', undefined],
])('the seed %j is %j', (text, seed) => {
  expect(seedOf(text)).toBe(seed)
})

it('finds the fault of a text under each of its names', () => {
  const problem = { faults: [{ pointer: '/prompt', detail: 'empty' }] } as never
  expect([faultOf(problem, 'text'), faultOf(problem, 'seed')]).toEqual(['empty', undefined])
})

it('explains parameters, and leaves out limits that limit nothing', () => {
  const properties = {
    steps: { title: 'Steps', minimum: 1, maximum: 60, default: 20, description: 'How often.' },
    seed: { anyOf: [{ minimum: -1, maximum: 9e15 }, { type: 'null' }], default: 'random' },
  }
  const [steps, seed] = explained({ properties }, (value) => `${value}`)
  expect(steps).toMatchObject({ title: 'Steps', least: '1', most: '60', usual: '20', about: 'How often.' })
  expect(seed).toMatchObject({ title: 'seed', least: '', most: '', usual: 'random' })
})

it('lists the machines of a backend that has several', () => {
  const details = { servers: [{ name: 'attic', url: 'http://attic', state: 'down', reason: 'asleep' }] }
  expect(machinesOf({ details })).toEqual([
    { name: 'attic', url: 'http://attic', state: 'down', reason: 'asleep' },
  ])
  expect(machinesOf({ details: {} })).toEqual([])
})
