import type { Ref } from 'vue'
import { type Point, pinch } from './zoom'

const KEY_TURN = 0.15

/** Listeners that turn and scale what is seen on an element, by pointer, fingers, wheel and keys. */
export function useTurning(
  element: Ref<HTMLElement | null>,
  go: (turn: number, tilt: number, by?: number) => void,
  reset: () => void,
) {
  const fingers = new Map<number, Point>()
  const keys: Record<string, () => void> = {
    ArrowLeft: () => go(-KEY_TURN, 0),
    ArrowRight: () => go(KEY_TURN, 0),
    ArrowUp: () => go(0, KEY_TURN),
    ArrowDown: () => go(0, -KEY_TURN),
    '+': () => go(0, 0, 1.25),
    '=': () => go(0, 0, 1.25),
    '-': () => go(0, 0, 0.8),
    '0': reset,
  }
  return {
    keydown(event: KeyboardEvent) {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
      if (!act) return
      event.preventDefault()
      act()
    },
    wheel(event: WheelEvent) {
      // Only where the object has the focus: else a page that is scrolled past it would stop.
      if (document.activeElement !== element.value) return
      event.preventDefault()
      go(0, 0, Math.exp(-event.deltaY / 500))
    },
    pointerdown(event: PointerEvent) {
      element.value?.focus()
      element.value?.setPointerCapture(event.pointerId)
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    },
    pointermove(event: PointerEvent) {
      const before = fingers.get(event.pointerId)
      if (!before) return
      const now = { x: event.clientX, y: event.clientY }
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
      fingers.set(event.pointerId, now)
      if (other) go(0, 0, pinch(now, other).apart / Math.max(1, pinch(before, other).apart))
      else go((before.x - now.x) / 120, (now.y - before.y) / 120)
    },
    pointerup: (event: PointerEvent) => fingers.delete(event.pointerId),
    pointercancel: (event: PointerEvent) => fingers.delete(event.pointerId),
  }
}
