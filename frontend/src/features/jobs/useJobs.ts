import { onScopeDispose, type Ref, ref, shallowReactive, shallowRef, triggerRef, watch } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import { whenWell } from '@/api/whenWell'
import { live } from '@/live'
import type { RunEvent } from '@/live/events'
import { type Doing, fromDetail, heard, IDLE } from './doing'
import { type Filters, type Query, toQuery } from './filters'
import { isAtWork, type Job, madeAt, type Total } from './job'
import { Rows } from './rows'

const PAGE = 200
/** Jobs that changed are asked for together, at most so many at once, after so many milliseconds. */
const AT_ONCE = 8
const TOGETHER = 400

export interface Jobs {
  rows: Ref<Rows>
  total: Ref<Total | undefined>
  /** What the jobs that are at work do, by id. */
  doing: Map<string, Doing>
  /** Jobs that changed and whose lines are not yet those that the server has. */
  asked: ReadonlySet<string>
  loading: Ref<boolean>
  error: Ref<ApiError | undefined>
  isWhole: Ref<boolean>
  /** Jobs that came meanwhile and are not shown, so that nothing moves under the hand. */
  fresh: Ref<number>
  /** Counts the changes after which numbers by state are other ones. */
  changes: Ref<number>
  more: () => Promise<void>
  reload: () => Promise<void>
  look: (id: string) => void
  forget: (id: string) => void
  change: (id: string, changes: Partial<Job>) => void
}

/** The jobs that fit some filters and what is `always` asked, fetched as they are looked at, and kept up to date by events. */
export function useJobs(filters: () => Filters, canGrow: () => boolean, always: Query = {}): Jobs {
  const rows = shallowRef(new Rows())
  const total = shallowRef<Total>()
  const doing = shallowReactive(new Map<string, Doing>())
  const asked = shallowReactive(new Set<string>())
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  const isWhole = ref(false)
  const fresh = ref(0)
  const changes = ref(0)
  const unseen = new Set<string>()
  const looked = new Set<string>()
  const stale = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let next: string | null = null
  let turn = 0

  async function page(mine: number) {
    loading.value = true
    try {
      const query = { ...toQuery(filters()), limit: PAGE, ...always, ...(next ? { cursor: next } : {}) }
      const found = await take(api.GET('/api/v2/jobs', { params: { query } }))
      if (mine !== turn) return
      next = found.next
      isWhole.value = next === null
      total.value = found.total
      error.value = undefined
      return found.jobs
    } catch (thrown) {
      if (mine !== turn) return
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function reload() {
    const mine = ++turn
    next = null
    isWhole.value = false
    const jobs = await page(mine)
    if (!jobs) return
    unseen.clear()
    looked.clear()
    doing.clear()
    fresh.value = 0
    rows.value = new Rows()
    rows.value.append(jobs)
    triggerRef(rows)
  }

  async function more() {
    if (loading.value || isWhole.value || next === null) return
    const jobs = await page(turn)
    if (!jobs) return
    rows.value.append(jobs)
    triggerRef(rows)
  }

  /** Ask for one job as the list shows it: it is the only one of its filters that was made in its millisecond. */
  async function refresh(id: string) {
    const mine = turn
    const made = madeAt(id)
    const isKnown = rows.value.get(id) !== undefined
    const wanted = isKnown ? {} : { ...toQuery(filters()), ...always }
    const between = {
      created_after: new Date(made).toISOString(),
      created_before: new Date(made + 1).toISOString(),
    }
    const call = api.GET('/api/v2/jobs', { params: { query: { ...wanted, ...between, limit: PAGE } } })
    const found = await take(call).catch(() => undefined)
    const job = found?.jobs.find((one) => one.job_id === id)
    if (job && mine === turn) welcome(job)
  }

  function welcome(job: Job) {
    const { sort, order, to } = filters()
    if (rows.value.put(job)) triggerRef(rows)
    else if (sort === 'created' && order === 'desc' && !to && canGrow()) {
      rows.value.prepend([job])
      if (total.value) total.value = { ...total.value, count: total.value.count + 1 }
      triggerRef(rows)
    } else {
      unseen.add(job.job_id)
      fresh.value = unseen.size
    }
  }

  function changed(id: string) {
    stale.add(id)
    asked.add(id)
    timer ??= setTimeout(async () => {
      const ids = [...stale].slice(0, AT_ONCE)
      for (const one of ids) stale.delete(one)
      changes.value += 1
      await Promise.all(ids.map(refresh))
      for (const one of ids) if (!stale.has(one)) asked.delete(one)
      timer = undefined
      const rest = stale.values().next().value
      if (rest && turn >= 0) changed(rest)
    }, TOGETHER)
  }

  function hear(event: RunEvent) {
    if (event.type === 'text_delta' || event.type === 'preview') return
    const id = event.run_id
    if (event.type === 'run_deleted') return forget(id)
    if (event.type === 'run_state_change') {
      change(id, { status: event.data.state, stage: event.data.stage ?? null })
      changed(id)
    }
    const job = rows.value.get(id)
    if (!job) return
    if (event.type === 'cost_update') changed(id)
    if (isAtWork(job.status)) doing.set(id, heard(doing.get(id) ?? IDLE, event))
    else doing.delete(id)
  }

  function change(id: string, changes: Partial<Job>) {
    if (rows.value.change(id, changes)) triggerRef(rows)
  }

  function forget(id: string) {
    doing.delete(id)
    changes.value += 1
    if (!rows.value.remove(id)) return
    if (total.value) total.value = { ...total.value, count: Math.max(0, total.value.count - 1) }
    triggerRef(rows)
  }

  /** What a job that is at work does, where its events came before this page; asked once. */
  async function look(id: string) {
    if (looked.has(id) || doing.has(id)) return
    looked.add(id)
    const call = api.GET('/api/v2/jobs/{run_id}', { params: { path: { run_id: id } } })
    const detail = await take(call).catch(() => undefined)
    if (detail && isAtWork(detail.status) && !doing.has(id)) doing.set(id, fromDetail(detail))
  }

  /** What happened between the answer and the connection was not heard. */
  function catchUp() {
    for (const job of rows.value.all.slice(0, PAGE)) if (isAtWork(job.status)) changed(job.job_id)
  }

  watch(filters, reload, { immediate: true })
  whenWell(() => {
    if (error.value) void (rows.value.length === 0 ? reload() : more())
  })
  const stops = [live.follow(hear), live.whenOpen(catchUp)]
  onScopeDispose(() => {
    turn = -1
    clearTimeout(timer)
    for (const stop of stops) stop()
  })
  return {
    rows,
    total,
    doing,
    asked,
    loading,
    error,
    isWhole,
    fresh,
    changes,
    more,
    reload,
    look,
    forget,
    change,
  }
}
