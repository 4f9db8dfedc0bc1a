import { describe, expect, it } from 'vitest'
import { changes, MOSTLY_NEW, words } from './changes'
import { marksIn } from './marks'

const shape = (before: string, machine: string, now: string) =>
  changes(before, machine, now).pieces.map((piece) => `${piece.kind}:${piece.text.trim()}`)

describe('changes', () => {
  it.each([
    ['nothing changed', 'A heron stands.', 'A heron stands.', ['same:A heron stands.']],
    [
      'a word in another',
      'A heron stands.',
      'A grey heron stands.',
      ['same:A', 'machine:grey', 'same:heron stands.'],
    ],
    [
      'a word taken out',
      'A wet heron stands.',
      'A heron stands.',
      ['same:A', 'out:wet', 'same:heron stands.'],
    ],
    [
      'the old before the new',
      'A wet bird.',
      'A dry heron.',
      ['same:A', 'out:wet bird', 'machine:dry heron', 'same:.'],
    ],
    ['nothing before', '', 'New.', ['machine:New.']],
    ['nothing left', 'Old.', '', ['out:Old.']],
  ])('%s', (_what, before, now, pieces) => {
    expect(shape(before, now, now)).toEqual(pieces)
  })

  it('tells the hand of the person from that of the machine', () => {
    expect(shape('A heron.', 'A grey heron.', 'A cold grey heron.')).toEqual([
      'same:A',
      'own:cold',
      'machine:grey',
      'same:heron.',
    ])
  })

  it('a word that the person put back is the person’s first text again', () => {
    expect(shape('A wet heron.', 'A heron.', 'A wet heron.')).toEqual(['same:A wet heron.'])
  })

  it('keeps every letter of the new text, and of the old one', () => {
    const [before, machine, now] = ['Es  steht,\nstill. 🦩', 'Er steht  still!', 'Er  steht „still“! 🦩']
    const { pieces } = changes(before, machine, now)
    const joined = (kinds: string[]) =>
      pieces.filter((piece) => kinds.includes(piece.kind)).map((piece) => piece.text)
    expect(joined(['same', 'machine', 'own']).join('')).toBe(now)
  })

  it('says how much stayed', () => {
    expect(changes('A heron stands', 'x', 'A heron stands').kept).toBe(1)
    expect(changes('A heron stands', 'x', 'Two frogs swim fast').kept).toBeLessThan(MOSTLY_NEW)
  })

  it('gives up on texts that would take too long, and calls them new', () => {
    const long = (word: string) => Array.from({ length: 2100 }, (_, index) => `${word}${index}`).join(' ')
    expect(changes(long('a'), 'x', long('b'))).toMatchObject({ kept: 0, pieces: [{ kind: 'machine' }] })
  })

  it('words of any script are words', () => {
    expect(words('Ein Fuß-Ball, кот! 猫が')).toEqual(['Ein ', 'Fuß-Ball', ', ', 'кот', '! ', '猫が'])
  })
})

describe('marks', () => {
  it.each([
    ['a place', [[2, 5]], ['a ', '[bad]', ' word']],
    [
      'overlapping places',
      [
        [2, 5],
        [4, 6],
      ],
      ['a ', '[bad]', '[ ]', 'word'],
    ],
    ['a place beyond the end', [[6, 99]], ['a bad ', '[word]']],
    ['none', [], ['a bad word']],
  ])('%s', (_what, places, parts) => {
    const found = marksIn(
      'a bad word',
      places.map(([start = 0, end = 0]) => ({ start, end })),
    )
    expect(found.map((part) => (part.marked ? `[${part.text}]` : part.text))).toEqual(parts)
  })

  it('count characters, not halves of them', () => {
    expect(marksIn('🦩 bad', [{ start: 2, end: 5 }]).map((part) => part.text)).toEqual(['🦩 ', 'bad'])
  })
})
