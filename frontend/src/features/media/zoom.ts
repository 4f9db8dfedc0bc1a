export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** How a picture lies on its stage: CSS pixels for each of its own, and its middle's distance from the stage's. */
export interface View extends Point {
  scale: number
}

export const LARGEST = 16

/** The scale at which the whole picture is seen; never larger than it is. */
export function fitting(picture: Size, stage: Size): number {
  if (!picture.width || !picture.height || !stage.width || !stage.height) return 1
  return Math.min(1, stage.width / picture.width, stage.height / picture.height)
}

/** Keep a picture on its stage: in the middle where it has room, without a gap at the edge where it has none. */
export function kept(view: View, picture: Size, stage: Size): View {
  const reach = (whole: number, room: number) => Math.max(0, (whole * view.scale - room) / 2)
  const within = (value: number, most: number) => Math.min(most, Math.max(-most, value)) + 0
  return {
    scale: view.scale,
    x: within(view.x, reach(picture.width, stage.width)),
    y: within(view.y, reach(picture.height, stage.height)),
  }
}

/** Change the scale so that what lies at a point (from the stage's middle) stays there. */
export function zoomed(view: View, scale: number, at: Point, picture: Size, stage: Size): View {
  const smallest = Math.min(fitting(picture, stage), 1)
  const next = Math.min(LARGEST, Math.max(smallest, scale))
  const change = next / view.scale
  const moved = { scale: next, x: at.x - (at.x - view.x) * change, y: at.y - (at.y - view.y) * change }
  return kept(moved, picture, stage)
}

/** The distance of two fingers and the point between them. */
export function pinch(one: Point, other: Point): { apart: number; middle: Point } {
  return {
    apart: Math.hypot(one.x - other.x, one.y - other.y),
    middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
  }
}
