import { onMounted, ref, shallowRef } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'
import { dropped } from './dropped'
import { nameOf, type Read, readWorkflow } from './workflow'

export type Imported = components['schemas']['ImportAnswer']

/** Import a workflow: from a file to a config that can be tried. */
export function useImport() {
  const file = ref('')
  const name = ref('')
  const server = ref('')
  const force = ref(false)
  const busy = ref(false)
  const read = shallowRef<Read | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const made = shallowRef<Imported | null>(null)

  async function choose(chosen: File) {
    error.value = null
    made.value = null
    force.value = false
    file.value = chosen.name
    read.value = readWorkflow(await chosen.text())
    if ('workflow' in read.value) name.value = nameOf(chosen.name)
  }

  async function start() {
    if (busy.value || !read.value || !('workflow' in read.value)) return
    busy.value = true
    error.value = null
    const { workflow } = read.value
    const body = {
      name: name.value.trim(),
      workflow,
      server: server.value || null,
      force: force.value,
    }
    try {
      made.value = await take(api.POST('/api/import-workflow', { body }))
    } catch (thrown) {
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    }
    busy.value = false
  }

  function another() {
    file.value = ''
    read.value = null
    made.value = null
    error.value = null
  }

  onMounted(() => {
    if (dropped.value) void choose(dropped.value)
    dropped.value = null
  })
  return { file, name, server, force, busy, read, error, made, choose, start, another }
}
