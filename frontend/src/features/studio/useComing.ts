import { type ComputedRef, computed } from 'vue'
import { type Attempt, latest } from '../runs/state'
import type { TextStage } from './flow'
import type { Studio } from './useStudio'

/** What is known of a stage that is at work just now. */
function current(studio: Studio, stage: TextStage): Attempt | undefined {
  const run = studio.followed.value?.state.value
  const attempt = run ? latest(run, stage) : undefined
  return attempt?.status === 'active' ? attempt : undefined
}

/** The text that is written just now, as far as it has come; null while nobody writes it. */
export function useComing(studio: Studio, stage: TextStage): ComputedRef<string | null> {
  return computed(() => {
    if (studio.working.value !== stage) return null
    const attempt = current(studio, stage)
    return attempt?.complete ? attempt.text : ''
  })
}

/** How many are before a text that waits to be written; null while it does not wait. */
export function usePlace(studio: Studio, stage: TextStage): ComputedRef<number | null> {
  return computed(() => current(studio, stage)?.queue?.position ?? null)
}
