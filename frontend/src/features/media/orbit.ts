/** Where one looks from: two angles in radians around an object, and how far away, in its own radii. */
export interface Orbit {
  turn: number
  tilt: number
  far: number
}

export const FIRST: Orbit = { turn: Math.PI / 5, tilt: Math.PI / 8, far: 2.6 }
const STEEPEST = Math.PI / 2 - 0.01
const [NEAREST, FARTHEST] = [1.1, 12]

/** Go around an object and nearer or further (`by` above 1), but never over its top or into it. */
export function moved(orbit: Orbit, turn: number, tilt: number, by = 1): Orbit {
  return {
    turn: orbit.turn + turn,
    tilt: Math.min(STEEPEST, Math.max(-STEEPEST, orbit.tilt + tilt)),
    far: Math.min(FARTHEST, Math.max(NEAREST, orbit.far / by)),
  }
}

/** The place one looks from, for an object of radius 1 at the origin whose top is in the direction of y. */
export function placeOf({ turn, tilt, far }: Orbit): [number, number, number] {
  return [far * Math.cos(tilt) * Math.sin(turn), far * Math.sin(tilt), far * Math.cos(tilt) * Math.cos(turn)]
}
