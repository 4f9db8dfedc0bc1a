import { expect, it } from 'vitest'
import type { RunEvent } from '@/live/events'
import { cut, newKey, readStage } from './stream'

const EVENT = 'id: 1\nevent: run_state_change\ndata: {"run_id":"run_1","type":"run_state_change"}\n\n'
const RESULT = 'event: result\ndata: {"run_id":"run_1","text":"Fuß"}\n\n'

function stream(pieces: readonly Uint8Array[], broken = false): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      if (broken) controller.error(new Error('cut'))
      else controller.close()
    },
  })
}

async function read(pieces: readonly Uint8Array[], broken = false) {
  const heard: RunEvent[] = []
  const result = await readStage<{ text: string }>(stream(pieces, broken), (event) => heard.push(event))
  return { heard: heard.map((event) => event.type), result }
}

it('cuts what has come into whole events and a rest', () => {
  const { events, rest } = cut(`: still here\n\n${EVENT}event: pre`)
  expect([events.map((sent) => sent.event), rest]).toEqual([['run_state_change'], 'event: pre'])
})

it('reads events and the result, however the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(`${EVENT}: still here\n\nevent: new_kind\ndata: {}\n\n${RESULT}`)
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
  expect(await read(single)).toEqual({
    heard: ['run_state_change'],
    result: { run_id: 'run_1', text: 'Fuß' },
  })
})

it('a line that is cut before the result gives none', async () => {
  expect((await read([new TextEncoder().encode(EVENT)])).result).toBeNull()
  expect((await read([], true)).result).toBeNull()
})

it('a key is never the same', () => {
  expect([newKey(), newKey()].map((key) => /^[0-9a-f]{32}$/.test(key))).toEqual([true, true])
  expect(newKey()).not.toBe(newKey())
})
