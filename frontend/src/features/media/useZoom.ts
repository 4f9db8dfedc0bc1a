import { computed, onScopeDispose, type Ref, reactive, ref, watch } from 'vue'
import { fitting, kept, type Point, pinch, type Size, type View, zoomed } from './zoom'

const STEP = 1.25
const MOVE = 60

/** A picture on a stage that can be moved and made larger by wheel, fingers, pointer and keys. */
export function useZoom(stage: Ref<HTMLElement | null>, picture: () => Size) {
  const view = ref<View>({ scale: 1, x: 0, y: 0 })
  const room = reactive<Size>({ width: 0, height: 0 })
  const least = computed(() => fitting(picture(), room))
  const fits = computed(() => Math.abs(view.value.scale - least.value) < 1e-3)
  const fingers = new Map<number, Point>()
  let watching: ResizeObserver | undefined

  const whole = () => {
    view.value = { scale: least.value, x: 0, y: 0 }
  }
  const to = (scale: number, at: Point = { x: 0, y: 0 }) => {
    view.value = zoomed(view.value, scale, at, picture(), room)
  }
  const by = (steps: number) => to(view.value.scale * STEP ** steps)
  const move = (x: number, y: number) => {
    view.value = kept({ ...view.value, x: view.value.x + x, y: view.value.y + y }, picture(), room)
  }
  function place(event: MouseEvent): Point {
    const box = stage.value?.getBoundingClientRect()
    if (!box) return { x: 0, y: 0 }
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 }
  }

  const keys: Record<string, () => void> = {
    '+': () => by(1),
    '=': () => by(1),
    '-': () => by(-1),
    '0': whole,
    '1': () => to(1),
    ArrowLeft: () => move(MOVE, 0),
    ArrowRight: () => move(-MOVE, 0),
    ArrowUp: () => move(0, MOVE),
    ArrowDown: () => move(0, -MOVE),
  }
  const on = {
    keydown(event: KeyboardEvent) {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
      if (!act) return
      event.preventDefault()
      act()
    },
    wheel(event: WheelEvent) {
      event.preventDefault()
      const lines = event.deltaMode === 1 ? 16 : 1
      to(view.value.scale * Math.exp((-event.deltaY * lines) / 400), place(event))
    },
    dblclick(event: MouseEvent) {
      if (fits.value) to(least.value < 1 ? 1 : 2, place(event))
      else whole()
    },
    pointerdown(event: PointerEvent) {
      stage.value?.setPointerCapture(event.pointerId)
      fingers.set(event.pointerId, place(event))
    },
    pointermove(event: PointerEvent) {
      const before = fingers.get(event.pointerId)
      if (!before) return
      const now = place(event)
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
      fingers.set(event.pointerId, now)
      if (!other) return move(now.x - before.x, now.y - before.y)
      const [was, is] = [pinch(before, other), pinch(now, other)]
      if (was.apart > 0) to((view.value.scale * is.apart) / was.apart, is.middle)
      move(is.middle.x - was.middle.x, is.middle.y - was.middle.y)
    },
    pointerup: (event: PointerEvent) => fingers.delete(event.pointerId),
    pointercancel: (event: PointerEvent) => fingers.delete(event.pointerId),
  }

  watch(stage, (element) => {
    watching?.disconnect()
    if (!element) return
    watching = new ResizeObserver(([entry]) => {
      const filled = fits.value || room.width === 0
      Object.assign(room, { width: entry?.contentRect.width ?? 0, height: entry?.contentRect.height ?? 0 })
      if (filled) whole()
      else move(0, 0)
    })
    watching.observe(element)
  })
  watch(picture, whole)
  onScopeDispose(() => watching?.disconnect())
  return { view, fits, whole, to, by, on }
}
