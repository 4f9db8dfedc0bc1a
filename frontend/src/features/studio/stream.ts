import type { RunEvent } from '@/live/events'
import { KINDS } from '@/live/events'

/** A server-sent event: its name and its data. */
export interface Sent {
  readonly event: string
  readonly data: string
}

/** Cut what has come so far into whole server-sent events and the rest that is not whole yet. */
export function cut(text: string): { events: Sent[]; rest: string } {
  const blocks = text.split('\n\n')
  const rest = blocks.pop() ?? ''
  const events = blocks.map(readBlock).filter((one): one is Sent => one !== null)
  return { events, rest }
}

function readBlock(block: string): Sent | null {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) event = line.slice(7)
    else if (line.startsWith('data: ')) data.push(line.slice(6))
  }
  return data.length ? { event, data: data.join('\n') } : null
}

/** Read a stage's stream: each event as it comes, and at the end what came of it; null where the line was cut before. */
export async function readStage<T>(
  stream: ReadableStream<Uint8Array>,
  heard: (event: RunEvent) => void,
): Promise<T | null> {
  const reader = stream
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader()
  let rest = ''
  let result: T | null = null
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return result
      const found = cut(rest + value)
      rest = found.rest
      for (const sent of found.events) {
        if (sent.event === 'result') result = JSON.parse(sent.data) as T
        else if (sent.event in KINDS) heard(JSON.parse(sent.data) as RunEvent)
      }
    }
  } catch {
    return result
  }
}

/** A key that makes a request count once, however often it is sent; also where the page is not served over TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
