import { expect, it } from 'vitest'
import { fieldsOf, readNumber, readSeed, summary, takesSeed } from './parameters'

const of = (property: object) => fieldsOf({ properties: { it: property } })[0]

it.each([
  [
    'limits make a slider',
    { type: 'integer', minimum: 1, maximum: 60, default: 28 },
    { kind: 'slider', step: 1, usual: 28 },
  ],
  [
    'its step is the declared one',
    { type: 'integer', minimum: 64, maximum: 2048, multipleOf: 8, default: 64 },
    { kind: 'slider', step: 8 },
  ],
  [
    'a fraction gets a fine one',
    { type: 'number', minimum: 0, maximum: 1, default: 0.5 },
    { kind: 'slider', step: 0.01 },
  ],
  [
    'a range too wide to slide is typed',
    { type: 'integer', minimum: 0, maximum: 99999, default: 1 },
    { kind: 'number', min: 0, max: 99999 },
  ],
  ['without limits it is typed', { type: 'number', default: 1 }, { kind: 'number', step: 'any' }],
  [
    'a bound that is not in it',
    { type: 'integer', exclusiveMinimum: 0, maximum: 4, default: 1 },
    { kind: 'slider', min: 1, max: 4 },
  ],
  ['a list is chosen from', { enum: ['euler', 'ddim'], default: 'ddim' }, { kind: 'choice', usual: 'ddim' }],
  [
    'so are named constants',
    { oneOf: [{ const: 1, title: 'One' }] },
    { kind: 'choice', choices: [{ value: 0, is: 1, label: 'One' }] },
  ],
  ['yes or no', { type: 'boolean', default: true }, { kind: 'switch', usual: true }],
  ['a short text', { type: 'string', maxLength: 20 }, { kind: 'text', long: false, usual: '' }],
  ['a long text', { type: 'string', default: 'x' }, { kind: 'text', long: true, usual: 'x' }],
  [
    'what may be nothing is what it is else',
    { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
    { kind: 'switch' },
  ],
  ['also as a list of types', { type: ['null', 'boolean'] }, { kind: 'switch' }],
  ['what says nothing is a text', {}, { kind: 'text', label: 'it', about: '' }],
])('%s', (_what, property, field) => {
  expect(of(property)).toMatchObject(field)
})

it('a title stands before the name, which is written with spaces', () => {
  const fields = fieldsOf({ properties: { sampler_name: {}, cfg: { title: 'Strictness' } } })
  expect(fields.map((field) => field.label)).toEqual(['sampler name', 'Strictness'])
})

it('the seed is no field of the form', () => {
  const schema = { properties: { seed: {}, steps: {} } }
  expect([fieldsOf(schema).map((field) => field.name), takesSeed(schema)]).toEqual([['steps'], true])
  expect([fieldsOf(undefined), takesSeed(undefined)]).toEqual([[], false])
})

it.each([
  ['4,5', 4.5],
  [' 7 ', 7],
  ['', undefined],
  ['many', 'many'],
])('%j typed into a number is %j', (text, value) => {
  expect(readNumber(text)).toBe(value)
})

it.each([
  ['4187203', 4187203],
  ['4 187 203', 4187203],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740992', null],
  ['-1', null],
  ['ten', null],
  ['', null],
])('the seed %j is %j', (text, seed) => {
  expect(readSeed(text)).toBe(seed)
})

it('says what is other than usual', () => {
  const fields = fieldsOf({
    properties: { steps: { type: 'integer' }, size: { oneOf: [{ const: 1, title: 'wide' }] } },
  })
  expect(summary(fields, { size: 1, steps: 4 })).toBe('steps 4, size wide')
})
