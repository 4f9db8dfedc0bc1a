import { expect, it } from 'vitest'
import { waitBefore } from './backoff'
import { Live, type Wire } from './live'

class Line implements Wire {
  onopen: Wire['onopen'] = null
  onmessage: Wire['onmessage'] = null
  onclose: Wire['onclose'] = null
  isClosed = false
  close() {
    this.isClosed = true
  }
  says(cursor: number) {
    const data = JSON.stringify({ run_id: 'r', seq: cursor, cursor, at: '', type: 'run_deleted', data: {} })
    this.onmessage?.({ data } as MessageEvent)
  }
  breaks(code = 1006) {
    this.onclose?.({ code } as CloseEvent)
  }
}

function place() {
  const paths: string[] = []
  const lines: Line[] = []
  const told: string[] = []
  const later: (() => void)[] = []
  const live = new Live({
    open: (path) => {
      paths.push(path)
      const line = new Line()
      lines.push(line)
      return line
    },
    told: (state) => told.push(state),
    later: (action) => later.push(action),
  })
  return { live, paths, lines, told, later }
}

it('goes on after the last event that it has heard', () => {
  const { live, paths, lines, told, later } = place()
  const heard: unknown[] = []
  live.follow((event) => heard.push(event.cursor))
  live.start()
  lines[0]?.onopen?.({} as Event)
  lines[0]?.says(7)
  lines[0]?.breaks()
  later[0]?.()
  lines[1]?.onopen?.({} as Event)
  lines[1]?.says(8)
  expect(paths).toEqual(['/api/events', '/api/events?after=7'])
  expect(told).toEqual(['ready', 'away', 'ready'])
  expect(heard).toEqual([7, 8])
})

it('begins anew where the server does not know its place', () => {
  const { live, paths, lines, later } = place()
  live.start()
  lines[0]?.says(7)
  lines[0]?.breaks(4400)
  later[0]?.()
  expect(paths.at(-1)).toBe('/api/events')
})

it('opens no second connection beside the first, and none after it was stopped', () => {
  const { live, lines, later } = place()
  live.start()
  live.start()
  expect(lines).toHaveLength(1)
  lines[0]?.breaks()
  live.start()
  later[0]?.()
  expect(lines).toHaveLength(2)
  live.stop()
  lines[1]?.breaks()
  later.forEach((action) => void action())
  expect([lines.length, lines[1]?.isClosed]).toEqual([2, true])
})

it('is renewed after the last event that it has heard, and hears no more of the old connection', () => {
  const { live, paths, lines, told } = place()
  live.start()
  lines[0]?.onopen?.({} as Event)
  lines[0]?.says(7)
  live.renew()
  expect([lines[0]?.isClosed, lines.length, paths.at(-1)]).toEqual([true, 2, '/api/events?after=7'])
  lines[0]?.breaks()
  expect([told, lines.length]).toEqual([['ready'], 2])
})

it('waits longer each time, at most about 15 seconds', () => {
  expect([0, 1, 2, 9, 99].map((tries) => waitBefore(tries, 0.5))).toEqual([500, 1000, 2000, 15000, 15000])
  expect([waitBefore(0, 0), waitBefore(0, 0.999) <= 625]).toEqual([375, true])
})
