import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { KINDS, readEvent } from './events'

it('knows every event of the reference', () => {
  const schema = JSON.parse(readFileSync('../docs/reference/events.schema.json', 'utf8'))
  expect(Object.keys(KINDS).sort()).toEqual(Object.keys(schema.discriminator.mapping).sort())
})

it('leaves out an event of a type that it does not know', () => {
  expect(readEvent('{"type": "later", "run_id": "r", "data": {}}')).toBeNull()
})
