import createClient, { type Middleware } from 'openapi-fetch'
import { connection } from './connection'
import { watcher } from './health'
import { ApiError, problemOf } from './problem'
import type { paths } from './schema'

let language = 'en'

/** Ask for answers in this language from now on. */
export function speak(tag: string): void {
  language = tag
}

/** Look whether the server is there and well, and go on until it is. */
export const look = watcher({
  ask: () => fetch('/api/system/health', { headers: { 'Accept-Language': language } }),
  later: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
})

const middleware: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language)
    return request
  },
  async onResponse({ response }) {
    connection.reached()
    if (response.status === 401) connection.locked()
    if (response.status === 503) void look()
    return response
  },
  onError() {
    connection.lost()
    void look()
    return new ApiError(null)
  },
}

/** The typed client: `api.GET('/api/runs/{run_id}', { params: { path: { run_id } } })`. */
export const api = createClient<paths>({ baseUrl: '', fetch: (request) => globalThis.fetch(request) })
api.use(middleware)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Return what a call of `api` gave; raises ApiError with the problem where it failed, or where nobody answered. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (error !== undefined || !response.ok) throw new ApiError(problemOf(error, response.status))
  return data as T
}
