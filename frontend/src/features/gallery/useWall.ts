import { computed, ref, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Filters } from '@/features/jobs/filters'
import type { Job } from '@/features/jobs/job'
import { useDeeds } from '@/features/jobs/useDeeds'
import { useJobs } from '@/features/jobs/useJobs'
import { useDescribing } from './useDescribing'
import { isSlide, pick, step } from './walk'

const PAGE = 60
const AHEAD = 12

/** The wall: what hangs there, which print is looked at (that is in the address), and which two are compared. */
export function useWall(filters: () => Filters) {
  const route = useRoute()
  const router = useRouter()
  const jobs = useJobs(filters, () => window.scrollY < 200, { has_media: true, limit: PAGE })
  const deeds = useDeeds(jobs)
  const { describe } = useDescribing(jobs)
  const all = computed<readonly Job[]>(() => [...jobs.rows.value.all])
  const place = computed(() => all.value.findIndex((job) => job.job_id === route.query.show))
  const shown = computed(() => all.value[place.value])
  const slides = computed(() => all.value.filter((job) => isSlide(job.media_type)))
  const picking = ref(false)
  const picked = shallowRef<string[]>([])
  const compared = computed(() => picked.value.flatMap((id) => jobs.rows.value.get(id) ?? []))

  function show(id: string | undefined) {
    const { show: before, ...rest } = route.query
    const query = id ? { ...rest, show: id } : rest
    void router[before && id ? 'replace' : 'push']({ path: '/gallery', query })
  }
  function walk(by: 1 | -1) {
    const next = step(place.value, by, all.value.length)
    if (next + AHEAD > all.value.length) void jobs.more()
    show(all.value[next]?.job_id)
  }
  function open(job: Job) {
    if (picking.value) picked.value = pick(picked.value, job.job_id)
    else show(job.job_id)
  }
  function stopPicking() {
    picking.value = false
    picked.value = []
  }
  /** Delete what is looked at; its neighbour comes in its place. */
  async function confirmDelete() {
    const neighbour = all.value[place.value + 1] ?? all.value[place.value - 1]
    const gone = shown.value?.job_id
    await deeds.confirm()
    if (gone && !jobs.rows.value.get(gone)) show(neighbour?.job_id)
  }
  return {
    jobs,
    deeds,
    describe,
    all,
    place,
    shown,
    slides,
    picking,
    picked,
    compared,
    show,
    walk,
    open,
    stopPicking,
    confirmDelete,
  }
}
