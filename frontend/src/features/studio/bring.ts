/** The top bar, and room above what is brought into view; pixels. */
const HEAD = 72

/** Bring what has just begun to the top of the window, with room to grow; what begins in its upper half stays. */
export function bring(place: Element | null | undefined): void {
  if (!place) return
  const { top } = place.getBoundingClientRect()
  if (top < HEAD || top > window.innerHeight / 2) place.scrollIntoView({ block: 'start' })
}
