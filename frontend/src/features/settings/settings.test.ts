import { describe, expect, it } from 'vitest'
import { drawn, patchOf, typed, written } from './drawn'
import { groupOf } from './groups'
import { addressOf, freeName, providerOf, serversOf, withServer } from './servers'
import { fitting } from './useOffers'
import { wrongWith } from './useSettings'

it.each([
  [
    { enum: ['a', 'b'], type: 'string' },
    { kind: 'choice', choices: ['a', 'b'] },
  ],
  [{ type: 'boolean' }, { kind: 'switch' }],
  [{ type: 'integer' }, { kind: 'number', whole: true, optional: false }],
  [
    { type: 'number', minimum: 0, maximum: 23 },
    { kind: 'number', whole: false, optional: false, min: 0, max: 23 },
  ],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, { kind: 'number', whole: false, optional: true }],
  [{ type: 'string' }, { kind: 'text' }],
  [{ type: 'object' }, { kind: 'json' }],
])('values of %j are drawn as %j', (schema, expected) => {
  expect(drawn(schema)).toEqual(expected)
})

it.each([
  ['number', ' 0,5 ', { value: 0.5 }],
  ['number', '', { value: null }],
  ['number', 'much', { wrong: 'number' }],
  ['text', ' a ', { value: 'a' }],
  ['json', '{"a": 1}', { value: { a: 1 } }],
  ['json', '{a', { wrong: 'json' }],
] as const)('a %s typed as %j is %j', (kind, text, expected) => {
  expect(typed(kind, text)).toEqual(expected)
})

it('writes nothing for null', () => {
  expect([written(null), written(0), written({ a: 1 })]).toEqual(['', '0', '{\n  "a": 1\n}'])
})

describe('a merge patch', () => {
  it('takes away what is gone, deep down too', () => {
    expect(patchOf({ a: { b: 1, c: 2 }, d: 3 }, { a: { c: 5 } })).toEqual({ a: { b: null, c: 5 }, d: null })
  })
  it('is the value itself where there was none', () => {
    expect(patchOf(null, { url: 'x' })).toEqual({ url: 'x' })
  })
})

it.each([
  ['port', true, 'start'],
  ['stage3_model', false, 'models'],
  ['brand_new_model', false, 'models'],
  ['brand_new_usd', false, 'money'],
  ['brand_new_seconds', false, 'limits'],
  ['keep_days', false, 'keeping'],
  ['something_else', false, 'other'],
] as const)('%s (restart: %s) stands under %s', (name, restart, group) => {
  expect(groupOf({ name, restart })).toBe(group)
})

describe('servers', () => {
  it('are a list, one, or none', () => {
    expect([
      serversOf([{ url: 'a' }]).length,
      serversOf({ url: 'a' }).length,
      serversOf(null).length,
    ]).toEqual([1, 1, 0])
  })
  it('are put in the place of one or at the end', () => {
    expect(withServer([{ url: 'a' }], { url: 'b' }, 0)).toEqual([{ url: 'b' }])
    expect(withServer([{ url: 'a' }], { url: 'b' }, null)).toEqual([{ url: 'a' }, { url: 'b' }])
  })
  it('get a name that is free', () => {
    expect([freeName('comfyui', []), freeName('comfyui', ['comfyui', 'comfyui-2'])]).toEqual([
      'comfyui',
      'comfyui-3',
    ])
  })
  it('are tested by their own name where each is a provider', () => {
    const server = { name: 'lab', url: '' }
    expect([providerOf('openai_servers', server), providerOf('comfyui', server)]).toEqual(['lab', 'comfyui'])
  })
  it.each([
    ['localhost:8188', 'http://localhost:8188'],
    [' https://a.example ', 'https://a.example'],
    ['', ''],
    ['not an address', 'not an address'],
  ])('at %j are at %j', (text, address) => {
    expect(addressOf(text)).toBe(address)
  })
})

it('finds models of which every typed word is a part', () => {
  const models = ['ollama/qwen3:4b', 'ollama/mistral'].map((id) => ({ id, name: id, provider: 'ollama' }))
  expect(fitting(models, 'OLLAMA 4b').map((model) => model.id)).toEqual(['ollama/qwen3:4b'])
})

it('says what is wrong with a setting by its faults', () => {
  const faults = [{ pointer: '/a', detail: 'Too small.' }] as never
  expect(wrongWith({ state: 'refused', text: 'Some do not fit.', faults })).toBe('Too small.')
  expect(wrongWith({ state: 'refused', text: 'It is fixed.', faults: [] })).toBe('It is fixed.')
  expect(wrongWith({ state: 'saved', text: '', faults: [] })).toBe('')
})
