/** The place after or before one in a list of `count`; at an end it stays, or goes on at the other end. */
export function step(place: number, by: 1 | -1, count: number, round = false): number {
  const next = place + by
  if (next >= 0 && next < count) return next
  return round && count > 0 ? (next + count) % count : place
}

/** Choose another for a comparison of two: the third takes the place of the first, the same again goes. */
export function pick(picked: readonly string[], id: string): string[] {
  if (picked.includes(id)) return picked.filter((one) => one !== id)
  return [...picked, id].slice(-2)
}

/** What can be shown to a room: pictures and films, of which no sound is heard. */
export function isSlide(mediaType: string | null): boolean {
  return mediaType === 'image' || mediaType === 'video'
}

export const SECONDS = [3, 5, 8, 15, 30] as const
