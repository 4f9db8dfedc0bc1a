import { computed, onScopeDispose, type Ref, ref } from 'vue'
import { Replay } from './replay'
import type { RunState } from './state'
import { countAt, realAt, step, timeline } from './timeline'
import type { FollowedRun } from './useRun'

export const SPEEDS = [0.5, 1, 2, 4] as const

export type Playback = ReturnType<typeof usePlayback>

/** Play a run that is followed: `shown` is how it stood at `position`, which is the newest moment until it is moved. */
export function usePlayback(runId: string, { state, events }: FollowedRun) {
  /** Seconds of the replay; null follows what happens. */
  const place: Ref<number | null> = ref(null)
  const playing = ref(false)
  const speed = ref(1)
  let frame = 0
  let last = 0

  const line = computed(() => timeline(events.value))
  const replay = computed(() => new Replay(runId, events.value))
  const atEnd = computed(() => place.value === null)
  const position = computed(() =>
    place.value === null ? line.value.length : Math.min(place.value, line.value.length),
  )
  const count = computed(() => (atEnd.value ? events.value.length : countAt(line.value, position.value)))
  const shown = computed<RunState>(() => (atEnd.value ? state.value : replay.value.at(count.value)))
  const second = computed(() => (atEnd.value ? line.value.seconds : realAt(line.value, position.value)))
  /** The moment that is shown, in milliseconds since 1970; infinite at the end. */
  const moment = computed(() =>
    atEnd.value ? Number.POSITIVE_INFINITY : Date.parse(events.value[0]?.at ?? '') + second.value * 1000,
  )

  function seek(to: number) {
    place.value = to >= line.value.length - 1e-6 ? null : Math.max(0, to)
    if (place.value === null) pause()
  }

  function move(direction: 1 | -1, whole = false) {
    seek(step(line.value, position.value, direction, whole))
  }

  function tick(now: number) {
    const passed = (now - last) / 1000
    last = now
    seek(position.value + passed * speed.value)
    if (playing.value) frame = requestAnimationFrame(tick)
  }

  function play() {
    if (line.value.length === 0) return
    if (atEnd.value) place.value = 0
    playing.value = true
    last = performance.now()
    frame = requestAnimationFrame(tick)
  }

  function pause() {
    playing.value = false
    cancelAnimationFrame(frame)
  }

  function toggle() {
    if (playing.value) pause()
    else play()
  }

  onScopeDispose(pause)
  return { line, position, count, shown, second, moment, atEnd, playing, speed, seek, move, toggle, pause }
}
