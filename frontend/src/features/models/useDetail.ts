import { watch } from 'vue'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useAsked } from '@/api/useAsked'
import { useFresh } from '@/live/useFresh'
import { type Entry, gather, type State } from './catalogue'

export type Detail = components['schemas']['ConfigDetail']

export interface Known {
  entry: Entry | null
  /** Of a config that loads: its attitude and its parameters. */
  detail: Detail | null
}

/** What is known of one declaration; asked again when it is another one, and when a person comes back. */
export function useDetail(of: () => { kind: string; id: string }) {
  const asked = useAsked(() => ask(of().kind, of().id))
  useFresh(() => void asked.again())
  watch(of, () => void asked.again())
  return asked
}

async function ask(kind: string, id: string): Promise<Known> {
  const { declarations } = await take(api.GET('/api/declarations'))
  const files = declarations.filter((file) => file.kind === kind && file.id === id)
  const loads = kind === 'config' && files.some((file) => file.served && file.valid)
  const detail = loads ? await take(api.GET('/api/configs/{id}', { params: { path: { id } } })) : null
  const states: State[] = detail ? [{ ...detail }] : []
  const [entry = null] = gather({ files, configs: detail ? [detail] : [], states })
  return { entry, detail }
}
