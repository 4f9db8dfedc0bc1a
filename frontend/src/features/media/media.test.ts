// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCard } from './card'
import { readMidi } from './midi'
import { moved, placeOf } from './orbit'
import { addressOf, findOutput, type MediaView, madeOf, type Run, shownFormat } from './output'
import { fewer, peaksOf, strokes } from './peaks'
import { PLAYER_OF } from './players'
import { lineRange, readTold, withFault } from './program'
import { octaves, pitchRange } from './roll'
import { clockText, sizeText } from './size'
import { quiet, sound } from './sounding'
import { fitting, kept, zoomed } from './zoom'

const view = (type: string, index: number, more: Partial<MediaView> = {}): MediaView => ({
  type,
  index,
  formats: ['png', 'webp'],
  mime: '',
  bytes: 1,
  url: `/api/media/${type}/run/${index}`,
  seed: 7,
  attempt: 1,
  meta: {},
  ...more,
})

describe('the table of players', () => {
  it('names for every media type of the server the player that the server names', () => {
    const source = readFileSync(new URL('../../../../devserver/media_types.py', import.meta.url), 'utf8')
    const table = source.slice(source.indexOf('MEDIA_TYPES:'), source.indexOf('TEXT_MEDIA'))
    const found = [...table.matchAll(/MediaType\(\s*"(\w+)",[\s\S]*?(?:\}|_AUDIO),\s*"(\w+)"/g)]
    expect(Object.fromEntries(found.map(([, type, player]) => [type, player]))).toEqual(PLAYER_OF)
  })
})

describe('an output', () => {
  it.each([
    ['the newest without an index', 'image', undefined, '/api/media/image/run/2'],
    ['the one of an index', 'image', 0, '/api/media/image/run/0'],
    ['a sound where music is asked for', 'music', undefined, '/api/media/audio/run/0'],
    ['none of another type', 'video', undefined, undefined],
  ])('is %s', (_, type, index, url) => {
    const media = [view('image', 0), view('image', 2), view('image', 1), view('audio', 0)]
    expect(findOutput(media, type, index)?.url).toBe(url)
  })

  it.each([
    ['its own address', 'png', false, '/o'],
    ['another encoding', 'webp', false, '/o?format=webp'],
    ['a file to keep', 'webp', true, '/o?format=webp&download=1'],
  ])('has %s', (_, format, download, address) => {
    expect(addressOf(view('image', 0, { url: '/o' }), format, download)).toBe(address)
  })

  it('is shown in its first encoding where there is not the one asked for', () => {
    expect([shownFormat(view('image', 0), 'webp'), shownFormat(view('image', 0), 'gif')]).toEqual([
      'webp',
      'png',
    ])
  })

  it('was made by the call of its attempt', () => {
    const call = (attempt: number, seconds: number) => ({
      stage: 'media',
      attempt,
      model: `m${attempt}`,
      seconds,
    })
    const run = { calls: [call(1, 3), call(2, 5)] } as unknown as Run
    expect(madeOf(view('image', 0), run)).toEqual({ model: 'm1', seconds: 3, seed: 7, byRules: false })
  })
})

describe('a sound', () => {
  it('is drawn by the loudest of each part, 1 being the loudest of all', () => {
    const peaks = peaksOf([new Float32Array([0, 0.1, -0.5, 0]), new Float32Array([0, 0, 0, 0.25])], 2)
    expect(peaks.map((peak) => Number(peak.toFixed(3)))).toEqual([0.2, 1])
    expect(fewer([0.1, 0.9, 0.3, 0.2], 2)).toEqual([0.9, 0.3])
    expect(peaksOf([new Float32Array(8)], 2)).toEqual([0, 0])
    expect(strokes([1, 0])).toBe('M0.5 4.0V96.0M1.5 49.5V50.5')
  })

  it('silences the one before, and not itself', () => {
    const heard: string[] = []
    const [one, other] = [() => heard.push('one'), () => heard.push('other')]
    sound(one)
    sound(one)
    sound(other)
    quiet(one)
    sound(one)
    quiet(one)
    sound(other)
    quiet(other)
    expect(heard).toEqual(['one', 'other'])
  })
})

/** A file with one track of events; times are ticks, four to a quarter. */
function midi(...events: number[]): ArrayBuffer {
  const length = events.length
  const head = [77, 84, 104, 100, 0, 0, 0, 6, 0, 0, 0, 1, 0, 4]
  return new Uint8Array([...head, 77, 84, 114, 107, 0, 0, length >> 8, length & 255, ...events]).buffer
}

describe('a MIDI file', () => {
  it('gives its notes in seconds, through running status, changes of tempo and instruments', () => {
    const tempo = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40] // a second for a quarter
    const piece = readMidi(midi(0, 0xc1, 33, 0, 0x91, 60, 100, 4, 60, 0, ...tempo, 0, 62, 80, 2, 0x81, 62, 0))
    expect(
      piece.notes.map((note) => [note.pitch, note.start, note.end, note.velocity, note.program]),
    ).toEqual([
      [60, 0, 0.5, 100, 33],
      [62, 0.5, 1, 80, 33],
    ])
    expect(piece.seconds).toBe(1)
  })

  it('ends a note that nothing ends with the piece, and one that begins again before it begins', () => {
    const piece = readMidi(midi(0, 0x90, 60, 1, 4, 60, 2, 0, 0x80, 60, 0, 4, 0xff, 0x2f, 0))
    expect(piece.notes.map((note) => [note.start, note.end])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ])
  })

  it.each([
    ['that is none', new TextEncoder().encode('no such thing').buffer],
    ['that ends within an event', midi(0, 0x90, 60)],
    ['whose events have no kind', midi(0, 60, 60)],
    ['whose number is endless', midi(0xff, 0xff, 0xff, 0xff, 0xff)],
  ])('%s is refused', (_, bytes) => {
    expect(() => readMidi(bytes as ArrayBuffer)).toThrow()
  })

  it('is laid on an octave at least', () => {
    const note = { start: 0, end: 1, pitch: 60, velocity: 1, channel: 0, program: 0 }
    expect(pitchRange([note])).toEqual([52, 68])
    expect(octaves([59, 72]).map((octave) => octave.name)).toEqual(['C4', 'C5'])
  })
})

describe('a program', () => {
  it.each([
    ['a log', { type: 'log', text: 'a' }, { type: 'log', text: 'a' }],
    ['a fault with its line', { type: 'error', text: 'a', line: 3 }, { type: 'error', text: 'a', line: 3 }],
    [
      'a fault that nothing took care of',
      { type: 'error', text: 'Uncaught (in promise) TypeError: a', line: 3 },
      { type: 'error', text: 'TypeError: a', line: 3 },
    ],
    [
      'a fault with a line that is none',
      { type: 'error', text: 'a', line: '<b>' },
      { type: 'error', text: 'a', line: null },
    ],
    ['a text that is none', { type: 'log', text: { a: 1 } }, null],
    ['another word', { type: 'navigate', text: '/settings' }, null],
    ['nothing', null, null],
  ])('tells %s', (_, data, told) => {
    expect(readTold(data)).toEqual(told)
  })

  it('has a fault once, however often it comes', () => {
    const faults = withFault(withFault(withFault([], 'a', 1), 'a', 1), 'a', 2)
    expect(faults).toEqual([
      { text: 'a', line: 1, times: 2 },
      { text: 'a', line: 2, times: 1 },
    ])
  })

  it('has lines with a beginning and an end', () => {
    expect([lineRange('ab\n\ncde', 3), lineRange('ab\n\ncde', 2), lineRange('ab', 9)]).toEqual([
      [4, 7],
      [3, 3],
      [0, 2],
    ])
  })
})

describe('a picture that is looked at closely', () => {
  const [picture, stage] = [
    { width: 1000, height: 500 },
    { width: 500, height: 500 },
  ]
  it('fits, and is never larger than it is', () => {
    expect([fitting(picture, stage), fitting({ width: 10, height: 10 }, stage)]).toEqual([0.5, 1])
  })

  it('keeps what lies under the pointer', () => {
    const at = { x: 100, y: 0 }
    const next = zoomed({ scale: 1, x: 0, y: 0 }, 2, at, picture, stage)
    expect(next).toEqual({ scale: 2, x: -100, y: 0 })
  })

  it('leaves no gap at an edge', () => {
    expect(kept({ scale: 1, x: 999, y: 999 }, picture, stage)).toEqual({ scale: 1, x: 250, y: 0 })
  })
})

describe('an object', () => {
  it('is never looked at from over its top, nor from within', () => {
    const orbit = moved({ turn: 0, tilt: 1.5, far: 2 }, 1, 9, 100)
    expect([orbit.turn, orbit.tilt < Math.PI / 2, orbit.far]).toEqual([1, true, 1.1])
    expect(placeOf({ turn: 0, tilt: 0, far: 2 })).toEqual([0, 0, 2])
  })
})

describe('a card', () => {
  it('is read from JSON, its fields in their order, empty ones left out', () => {
    const json = JSON.stringify({
      name: 'A',
      scenario: '',
      tags: ['x', 'y'],
      talk: 0.5,
      book: { entries: [] },
    })
    expect(readCard(new TextEncoder().encode(json).buffer, 'json')).toEqual({
      name: 'A',
      fields: [
        ['tags', 'x, y'],
        ['talk', '0.5'],
      ],
    })
  })

  it.each(['[]', 'null', '3', '{'])('that is %s is none', (json) => {
    expect(() => readCard(new TextEncoder().encode(json).buffer, 'json')).toThrow()
  })
})

it.each([
  [1, '1 byte'],
  [999, '999 bytes'],
  [2_169_056, '2.2 MB'],
  [922_000, '922 kB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(sizeText(bytes, 'en')).toBe(text)
})

it.each([
  [7.9, '0:07'],
  [725, '12:05'],
  [3723, '1:02:03'],
  [Number.NaN, '0:00'],
])('%d seconds are written %s', (seconds, text) => {
  expect(clockText(seconds)).toBe(text)
})
