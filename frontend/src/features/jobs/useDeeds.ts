import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { announce, say } from '@/components/ui/toast'
import { DEEDS, doWithEach } from './actions'
import { can, type Deed, type Job } from './job'
import type { Jobs } from './useJobs'

/** What a person does with jobs: which are chosen, what is asked before it is done, and how far it is. */
export function useDeeds(jobs: Pick<Jobs, 'rows' | 'forget'>) {
  const { t } = useI18n()
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  const asking = shallowRef<readonly Job[]>([])
  const busy = ref<{ deed: Deed; through: number; of: number }>()

  const chosenJobs = computed(() => [...chosen.value].flatMap((id) => jobs.rows.value.get(id) ?? []))
  const fitting = (deed: Deed) => chosenJobs.value.filter((job) => can(deed, job.status))

  function choose(id: string, on: boolean) {
    const next = new Set(chosen.value)
    if (on) next.add(id)
    else next.delete(id)
    chosen.value = next
  }
  function chooseAll(on: boolean) {
    chosen.value = new Set(on ? jobs.rows.value.all.map((job) => job.job_id) : [])
  }

  /** Do something with jobs; what takes them away asks first. */
  async function act(deed: Deed, which: readonly Job[]) {
    if (busy.value || which.length === 0) return
    if (deed === 'delete') asking.value = which
    else await perform(deed, which)
  }

  async function perform(deed: Deed, which: readonly Job[]) {
    const ids = which.map((job) => job.job_id)
    const told = (through: number) => {
      busy.value = { deed, through, of: ids.length }
      if (ids.length > 1) announce(t('jobs.busy', { n: through + 1, of: ids.length }))
    }
    try {
      const { worked, failed } = await doWithEach(DEEDS[deed], ids, told)
      if (deed === 'delete') for (const id of worked) gone(id)
      if (worked.length > 0) say(t(`jobs.did.${deed}`, { n: worked.length }, worked.length))
      const first = failed[0]
      if (first)
        say(t('jobs.didNot', { n: failed.length, text: first.text || t('ui.away') }, failed.length), 'fail')
    } finally {
      busy.value = undefined
    }
  }

  function gone(id: string) {
    jobs.forget(id)
    choose(id, false)
  }

  async function confirm() {
    const which = asking.value
    asking.value = []
    await perform('delete', which)
  }
  return { chosen, chosenJobs, fitting, choose, chooseAll, act, asking, confirm, busy }
}

export type Deeds = ReturnType<typeof useDeeds>
