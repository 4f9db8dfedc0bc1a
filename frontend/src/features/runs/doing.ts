import type { Attempt } from './state'

type Say = (key: string, values?: Record<string, number>) => string

/** What is being done, in words for everybody: `Making it, step 5 of 20`; empty where the backend does not tell. */
export function doingText(progress: Attempt['progress'] | undefined, t: Say): string {
  const { part = '', step = null, steps = null } = progress ?? {}
  const said = part ? [t(`studio.work.parts.${part}`)] : []
  if (step !== null && steps !== null) said.push(t('studio.work.step', { step, steps }))
  return said.join(', ')
}
