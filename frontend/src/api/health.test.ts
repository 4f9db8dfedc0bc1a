import { afterEach, expect, it } from 'vitest'
import { connection } from './connection'
import { watcher } from './health'

const ill = (body: unknown) => new Response(JSON.stringify(body), { status: 503 })
const well = () => new Response('{"state": "ready"}')
const nobody = () => {
  throw new TypeError('nobody answers')
}
const GONE = 'The database does not answer.'

afterEach(() => {
  connection.ill = null
  connection.state = 'ready'
})

function server(answers: (() => Response)[]) {
  const seen: (string | null)[] = []
  const states: string[] = []
  const look = watcher({
    ask: async () => {
      return (answers.shift() ?? nobody)()
    },
    later: async () => {
      seen.push(connection.ill)
      states.push(connection.state)
    },
  })
  return { look, seen, states }
}

it('holds what the server says of itself until it is well', async () => {
  const { look, seen } = server([() => ill({ detail: GONE }), () => ill({ detail: GONE }), well])
  await look()
  expect([...seen, connection.ill]).toEqual([GONE, GONE, null])
})

it.each([
  ['an object without words', () => ill({ state: 'ill' })],
  ['no JSON', () => new Response('<h1>503</h1>', { status: 503 })],
])('is ill without words where it answers with %s', async (_name, answer) => {
  const { look, seen } = server([answer, well])
  await look()
  expect(seen).toEqual([''])
})

it('says nothing where the server only had too much to do', async () => {
  const { look, seen } = server([well])
  await look()
  expect([seen, connection.ill]).toEqual([[], null])
})

it('is away while nobody answers, and is looked for until somebody does', async () => {
  const { look, seen, states } = server([() => ill({ detail: GONE }), nobody, nobody, well])
  await look()
  expect(seen).toEqual([GONE, null, null])
  expect([...states, connection.state]).toEqual(['ready', 'away', 'away', 'ready'])
})
