// @vitest-environment node
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
// @ts-expect-error: a script, which has no types
import { made } from '../../scripts/api.mjs'

it('the types are those of the reference: else run `npm run api`', async () => {
  for (const [name, text] of Object.entries(await made()))
    expect(readFileSync(new URL(name, import.meta.url), 'utf8') === text, name).toBe(true)
})
