import { type Ref, shallowRef, watch } from 'vue'
import { MEDIA } from './reduce'
import { latest, type RunState } from './state'
import { usePicture } from './usePicture'

/** A preview that came while somebody looked, and how far the medium was then. */
export interface Frame {
  readonly url: string
  readonly at: number
  readonly fraction: number | null
  readonly attempt: number
}

const KEPT = 40
const SHOWN = 5

/** Keeps the previews of this visit; the server does not store them. */
export function useFrames(state: Ref<RunState>) {
  const frames = shallowRef<readonly Frame[]>([])
  watch(
    usePicture(() => latest(state.value, MEDIA)?.preview),
    (url) => {
      const now = latest(state.value, MEDIA)
      if (!url || !now) return
      const frame = { url, at: Date.now(), fraction: now.progress?.fraction ?? null, attempt: now.attempt }
      frames.value = thinned([...frames.value, frame], KEPT)
    },
  )
  return frames
}

/** At most so many of a list, the first and the last among them. */
export function thinned<T>(all: readonly T[], most = SHOWN): readonly T[] {
  if (all.length <= most) return all
  return Array.from(
    { length: most },
    (_, place) => all[Math.round((place * (all.length - 1)) / (most - 1))] as T,
  )
}
