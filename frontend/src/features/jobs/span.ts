/** The rows of a long list that are drawn: from `first` up to and without `end`. */
export interface Span {
  first: number
  end: number
}

/** More rows than are seen, so that a fast finger and the Tab key find some. */
const MARGIN = 8

/**
 * Say which rows of equal height are near the window. `top` is where the list begins below the window's upper edge
 * (negative once it is scrolled away), `height` that of the window; all in pixels.
 */
export function spanOf(count: number, row: number, top: number, height: number): Span {
  if (row <= 0) return { first: 0, end: Math.min(count, MARGIN) }
  const first = Math.max(0, Math.min(count, Math.floor(-top / row) - MARGIN))
  const end = Math.max(first, Math.min(count, Math.ceil((height - top) / row) + MARGIN))
  return { first, end }
}

/** The places that are drawn: those of a span, as far as the list still reaches, and one that must not go because it has the focus. */
export function drawn(span: Span, focused: number | undefined, count: number): number[] {
  const end = Math.min(span.end, count)
  const first = Math.min(span.first, end)
  const places = Array.from({ length: end - first }, (_, place) => first + place)
  if (focused === undefined || focused >= count) return places
  if (focused < first) return [focused, ...places]
  return focused >= end ? [...places, focused] : places
}
